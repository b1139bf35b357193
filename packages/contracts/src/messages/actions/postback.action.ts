import { ApiSchema } from '@nestjs/swagger';
import { EnumField, MetadataField, StringField } from '../../fields/index.js';

@ApiSchema({ name: 'postback' })
export class PostbackAction {
  @EnumField(['postback'], { description: 'The type of action.', default: 'postback' })
  type!: 'postback';

  @StringField({ description: 'The button text.' })
  text!: string;

  @StringField({ multiline: true, description: 'The payload of a postback or reply button.' })
  payload!: string;

  @MetadataField({ optional: true, nullable: true })
  metadata?: Record<string, string | number | boolean> | null;
}
