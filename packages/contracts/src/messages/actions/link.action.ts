import { ApiSchema } from '@nestjs/swagger';
import { BooleanField, EnumField, MetadataField, ObjectField, StringField } from '../../fields/index.js';
import { ExtraChannelOptions } from './channel-options.js';

@ApiSchema({ name: 'link', description: 'A link action will open the provided URI when tapped.' })
export class LinkAction {
  @EnumField(['link'], { description: 'The type of action.', default: 'link' })
  type!: 'link';

  @StringField({ min: 1, format: 'link', description: 'The URI that opens when the button is clicked.' })
  uri!: string;

  @StringField({ description: 'The button text.' })
  text!: string;

  @BooleanField({ optional: true, description: 'Whether it is the default action for a message item in Facebook Messenger.' })
  default?: boolean;

  @MetadataField({ optional: true, nullable: true })
  metadata?: Record<string, string | number | boolean> | null;

  @ObjectField(() => ExtraChannelOptions, { optional: true })
  extraChannelOptions?: ExtraChannelOptions;
}
