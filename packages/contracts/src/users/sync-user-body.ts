import { ApiSchema } from '@nestjs/swagger';
import { StringField } from '../fields/index.js';

/** openapi.yaml, syncUserBody. */
@ApiSchema({ name: 'syncUserBody' })
export class SyncUserBody {
  @StringField({ optional: true, example: '35436', description: 'The id of the Zendesk user that another one was merged into.' })
  survivingZendeskId?: string;
}
