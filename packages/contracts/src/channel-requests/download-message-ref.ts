import { ApiSchema } from '@nestjs/swagger';
import { IdField, ObjectField, StringField } from '../fields/index.js';

/** Where Apple keeps what was too large for a message; from a passthrough:messaging event. */
@ApiSchema({ name: 'appleInteractiveDataRef' })
export class AppleInteractiveDataRef {
  @StringField({ description: 'Where the data are.' })
  url!: string;

  @StringField({ description: 'Apple’s id of the extension that made them.' })
  bid!: string;

  @StringField({ description: 'The key that opens them.' })
  key!: string;

  @StringField({ description: 'The signature of them.' })
  signature!: string;

  @StringField({ description: 'Whose they are.' })
  owner!: string;
}

@ApiSchema({ name: 'appleMessageRef' })
export class AppleMessageRef {
  @ObjectField(() => AppleInteractiveDataRef, { description: 'interactiveDataRef can be found in the passthrough webhook.' })
  interactiveDataRef!: AppleInteractiveDataRef;
}

@ApiSchema({ name: 'downloadMessageRefBody' })
export class DownloadMessageRefBody {
  @IdField({ description: 'The id of the user.', example: '5963c0d619a30a2e00de36b8' })
  userId!: string;

  @ObjectField(() => AppleMessageRef, { optional: true, description: 'The message ref returned by Apple.' })
  apple?: AppleMessageRef;
}
