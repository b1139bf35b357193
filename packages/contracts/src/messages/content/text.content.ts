import { ApiSchema } from '@nestjs/swagger';
import { EnumField, StringField, UnionArrayField } from '../../fields/index.js';
import { ACTIONS, type Action } from '../actions/action.js';
import { RichText, TEXT_LENGTH } from './rich-text.js';

@ApiSchema({ name: 'textMessage' })
export class TextContent extends RichText {
  @EnumField(['text'], { description: 'The type of message.', default: 'text' })
  type!: 'text';

  @StringField({
    optional: true, max: TEXT_LENGTH, multiline: true, example: 'Hello!',
    description: 'The text content of the message. Required unless `actions`, `htmlText` or `markdownText` is provided.',
  })
  text?: string;

  @UnionArrayField(ACTIONS, { optional: true, description: 'Array of message actions.' })
  actions?: Action[];

  @StringField({ optional: true, multiline: true, description: 'The payload of a reply button response message.' })
  payload?: string;
}
