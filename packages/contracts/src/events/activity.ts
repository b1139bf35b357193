import { ApiSchema } from '@nestjs/swagger';
import { ACTIVITY_TYPES, type ActivityType } from '../activities/activity-post.js';
import { EnumField, ObjectField } from '../fields/index.js';
import { AuthorWebhook } from './author-webhook.js';
import { SourceWebhook } from './source-webhook.js';

/** Something seen to happen in a conversation that is not stored. */
@ApiSchema({ name: 'activity' })
export class Activity {
  @EnumField(ACTIVITY_TYPES, { optional: true, description: 'The type of activity.' })
  type?: ActivityType;

  @ObjectField(() => SourceWebhook, { optional: true, description: 'The source of the activity.' })
  source?: SourceWebhook;

  @ObjectField(() => AuthorWebhook, { optional: true })
  author?: AuthorWebhook;
}
