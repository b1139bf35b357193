import { ApiSchema } from '@nestjs/swagger';
import { ArrayField, EnumField, ObjectField, StringField } from '../../fields/index.js';
import { Item } from './item.js';
import { ChatInput } from './rich-text.js';

export const ASPECT_RATIOS = ['horizontal', 'square'] as const;

@ApiSchema({ name: 'displaySettings', description: 'Settings to adjust the carousel layout.' })
export class DisplaySettings {
  @EnumField(ASPECT_RATIOS, { optional: true, description: 'How to display all carousel images: horizontal (default) or square.' })
  imageAspectRatio?: (typeof ASPECT_RATIOS)[number];
}

@ApiSchema({ name: 'carouselMessage', description: 'A horizontally scrollable set of items; raw text on channels that do not support it.' })
export class CarouselContent extends ChatInput {
  @EnumField(['carousel'], { description: 'The type of message.', default: 'carousel' })
  type!: 'carousel';

  @StringField({ optional: true, readOnly: true, description: 'The fallback text used when carousels are not supported by the channel.' })
  text?: string;

  @ArrayField(() => Item, { min: 1, max: 10, description: 'The items associated with the message.' })
  items!: Item[];

  @ObjectField(() => DisplaySettings, { optional: true, description: 'Settings to adjust the carousel layout.' })
  displaySettings?: DisplaySettings;
}
