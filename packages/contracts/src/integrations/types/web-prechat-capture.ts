import { ApiSchema } from '@nestjs/swagger';
import { ArrayField, BooleanField, StringField } from '../../fields/index.js';
import { FormFieldBase } from '../../messages/content/form-field.js';

/** A field of the form; its example in the reference has a placeholder, which the schema there forgets. */
@ApiSchema({ name: 'prechatField' })
export class PrechatField extends FormFieldBase {
  @StringField({ optional: true, min: 1, max: 128, description: 'What stands in the field while it is empty.' })
  placeholder?: string;
}

/** openapi.yaml, prechatCapture. */
@ApiSchema({ name: 'prechatCapture' })
export class PrechatCapture {
  @StringField({ optional: true, format: 'web', description: 'Whose picture stands beside the form.', example: 'https://example.com/avatar.png' })
  avatarUrl?: string;

  @BooleanField({ optional: true, default: false, description: 'Whether the form is shown.' })
  enabled?: boolean;

  @BooleanField({ optional: true, default: false, description: 'Whether an address that is given becomes a client of the Mailgun integration.' })
  enableEmailLinking?: boolean;

  @ArrayField(() => PrechatField, { optional: true, description: 'The fields of the form; without them it has its own.' })
  fields?: PrechatField[];
}
