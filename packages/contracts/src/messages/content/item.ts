import { ApiSchema } from '@nestjs/swagger';
import { EnumField, MetadataField, StringField, UnionArrayField } from '../../fields/index.js';
import { ITEM_ACTIONS, type ItemAction } from '../actions/action.js';

/** One card of a carousel, or one row of a list. */
@ApiSchema({ name: 'item' })
export class Item {
  @StringField({ min: 1, max: 128, description: 'The title of the item.' })
  title!: string;

  @StringField({ optional: true, max: 128, multiline: true, description: 'The description of the item.' })
  description?: string;

  @StringField({ optional: true, min: 1, max: 2048, format: 'uri', description: 'The image url attached to the item.' })
  mediaUrl?: string;

  @StringField({ optional: true, max: 128, description: 'The MIME type for any image attached in the mediaUrl.' })
  mediaType?: string;

  @StringField({ optional: true, max: 128, description: 'A description of the media for accessibility; the file name by default.' })
  altText?: string;

  @EnumField(['compact', 'large'], { optional: true, description: 'The size of the image.' })
  size?: 'compact' | 'large';

  @UnionArrayField(ITEM_ACTIONS, { min: 1, max: 3, description: 'The actions associated with the item.' })
  actions!: ItemAction[];

  @MetadataField({ optional: true, nullable: true })
  metadata?: Record<string, string | number | boolean> | null;
}
