import { ApiSchema } from '@nestjs/swagger';
import { BooleanField, IdField, MetadataField, ObjectField, TimestampField, UnionField } from '../fields/index.js';
import { CONTENT, type Content } from '../messages/content/content.js';
import { QUOTED_MESSAGE, type QuotedExternalMessageId, type QuotedMessage } from '../messages/message.js';
import { Source } from '../messages/source.js';
import { AuthorWebhook } from './author-webhook.js';

@ApiSchema({ name: 'messageWebhook' })
export class MessageWebhook {
  @IdField({ optional: true, description: 'The unique ID of the message.', example: '5e552ef595e5206375bb835d' })
  id?: string;

  @TimestampField({ optional: true, description: 'When the message was received.', example: '2019-03-21T18:48:52.760Z' })
  received?: string;

  @ObjectField(() => AuthorWebhook, { optional: true })
  author?: AuthorWebhook;

  @UnionField(CONTENT, { optional: true, description: 'The content of the message.' })
  content?: Content;

  @ObjectField(() => Source, { optional: true })
  source?: Source;

  @UnionField(QUOTED_MESSAGE, { optional: true, nullable: true, description: 'WhatsApp and Web Messenger `formResponse` messages only.' })
  quotedMessage?: QuotedMessage | QuotedExternalMessageId | null;

  @MetadataField({ optional: true, nullable: true })
  metadata?: Record<string, string | number | boolean> | null;

  @BooleanField({ optional: true, nullable: true, description: 'Whether the message is the placeholder of a deleted one.' })
  deleted?: boolean | null;
}
