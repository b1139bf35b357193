import { ApiSchema } from '@nestjs/swagger';
import { MetadataField, StringField } from '../fields/index.js';

const METADATA = { optional: true, nullable: true, description: 'Flat object of strings, numbers and booleans of at most 4 KB. It is included in the webhooks about the action.' };

/** What every action may say. */
abstract class ControlBody {
  @MetadataField(METADATA)
  metadata?: Record<string, string | number | boolean> | null;
}

/** What an action says that is for somebody. */
abstract class TargetedControlBody extends ControlBody {
  @StringField({
    max: 1024,
    description: 'The switchboard integration that it is for: its `id`, `name` or `integrationType`, in that order of precedence; an ambiguous one is an error. `next` is the one after the active one.',
    example: 'next',
  })
  switchboardIntegration: string;
}

@ApiSchema({ name: 'passControlBody' })
export class PassControlBody extends TargetedControlBody {}

@ApiSchema({ name: 'offerControlBody' })
export class OfferControlBody extends TargetedControlBody {}

@ApiSchema({ name: 'acceptControlBody' })
export class AcceptControlBody extends ControlBody {}

@ApiSchema({ name: 'releaseControlBody' })
export class ReleaseControlBody extends ControlBody {}
