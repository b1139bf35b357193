import { ApiSchema } from '@nestjs/swagger';
import { ArrayField, BooleanField, EnumField, IdField, MetadataField, ObjectField, StringField, TimestampField, UnionField } from '../fields/index.js';
import { ActivityMessage } from './activity-message.js';
import { Author } from './author.js';
import { CONTENT, type Content } from './content/content.js';
import { Reference } from './reference.js';
import { Source } from './source.js';

@ApiSchema({ name: 'quotedMessageMessage' })
export class QuotedMessage {
  @EnumField(['message'], { description: 'A complete message is provided.', default: 'message' })
  type!: 'message';

  @ObjectField(() => Message, { optional: true })
  message?: object;
}

@ApiSchema({ name: 'quotedMessageExternalMessageId' })
export class QuotedExternalMessageId {
  @EnumField(['externalMessageId'], { description: 'No message of ours matched the quoted one.', default: 'externalMessageId' })
  type!: 'externalMessageId';

  @StringField({ optional: true, description: 'The external message Id of the quoted message.' })
  externalMessageId?: string;
}

/** openapi.yaml, schema `quotedMessage`. */
export const QUOTED_MESSAGE = {
  property: 'type',
  types: { message: () => QuotedMessage, externalMessageId: () => QuotedExternalMessageId },
} as const;

@ApiSchema({ name: 'message' })
export class Message {
  @IdField({ optional: true, description: 'The unique ID of the message.', example: '5e552ef595e5206375bb835d' })
  id?: string;

  @TimestampField({ optional: true, description: 'When the message was received.', example: '2019-03-21T18:48:52.760Z' })
  received?: string;

  @ObjectField(() => Author, { optional: true })
  author?: Author;

  @ObjectField(() => ActivityMessage, { optional: true, description: 'The system activity that generated this message.' })
  activity?: ActivityMessage;

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

  @ArrayField(() => Reference, { optional: true, nullable: true, min: 1, max: 10, description: 'External content included with this message.' })
  references?: Reference[] | null;
}
