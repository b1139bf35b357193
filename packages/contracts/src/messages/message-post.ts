import { ApiSchema } from '@nestjs/swagger';
import { Beside } from '../fields/beside.js';
import { EnumField, MetadataField, ObjectField, UnionField } from '../fields/index.js';
import { authorRule } from './author.rule.js';
import { Author } from './author.js';
import { CONTENT, type Content } from './content/content.js';
import { Destination } from './destination.js';
import { MessageOverride } from './override.js';

/** A message to post. Contents have further rules between their fields: packages/conversations, `prepareContent`. */
@ApiSchema({ name: 'messagePost' })
export class MessagePost {
  @ObjectField(() => Author, { description: 'The author of the message.' })
  @Beside<MessagePost>(({ author }) => authorRule(author))
  author!: Author;

  @UnionField(CONTENT, { description: 'The content of the message.' })
  @Beside<MessagePost>(({ content }) => (content.type === 'formResponse' ? '.type formResponse cannot be sent through the API' : undefined))
  content!: Content;

  @ObjectField(() => Destination, { optional: true })
  @Beside<MessagePost>(({ destination, author }) =>
    destination && author.type === 'user' ? 'is only supported when author.type is business' : undefined)
  destination?: Destination;

  @MetadataField({ optional: true, nullable: true })
  metadata?: Record<string, string | number | boolean> | null;

  @ObjectField(() => MessageOverride, { optional: true })
  override?: MessageOverride;

  @EnumField(['whatsapp'], { optional: true, description: 'Required for contents of type template: they conform to the native WhatsApp schema.' })
  @Beside<MessagePost>(({ schema, content }) =>
    content.type === 'template' && schema === undefined ? 'should be whatsapp for a content of type template' : undefined)
  schema?: 'whatsapp';
}
