import { ApiSchema } from '@nestjs/swagger';
import { EnumField, NumberField, StringField, UnionArrayField } from '../../fields/index.js';
import { ACTIONS, type Action } from '../actions/action.js';
import { RichText } from './rich-text.js';

/** What an image and a file have in common. */
abstract class MediaContent extends RichText {
  @StringField({ min: 1, format: 'uri', description: 'The URL for media, such as an image, attached to the message.' })
  mediaUrl!: string;

  @NumberField({ optional: true, readOnly: true, description: 'The size of the media in bytes.' })
  mediaSize?: number;

  @StringField({ optional: true, readOnly: true, max: 128, description: 'The type of media.' })
  mediaType?: string;

  @StringField({ optional: true, max: 128, description: 'A description of the media for accessibility; the file name by default.' })
  altText?: string;

  @StringField({ optional: true, multiline: true, description: 'The text content of the message.' })
  text?: string;

  @StringField({ optional: true, description: 'An identifier used for internal purposes.' })
  attachmentId?: string;
}

@ApiSchema({ name: 'imageMessage' })
export class ImageContent extends MediaContent {
  @EnumField(['image'], { description: 'The type of message.', default: 'image' })
  type!: 'image';

  @UnionArrayField(ACTIONS, { optional: true, description: 'Array of message actions.' })
  actions?: Action[];
}

@ApiSchema({ name: 'fileMessage' })
export class FileContent extends MediaContent {
  @EnumField(['file'], { description: 'The type of message.', default: 'file' })
  type!: 'file';
}
