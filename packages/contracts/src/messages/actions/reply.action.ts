import { ApiSchema } from '@nestjs/swagger';
import { EnumField, MetadataField, StringField } from '../../fields/index.js';

@ApiSchema({ name: 'reply' })
export class ReplyAction {
  @EnumField(['reply'], { description: 'The type of action.' })
  type!: 'reply';

  @StringField({ description: 'The button text. Truncated at 20 characters on Facebook Messenger, at 40 on Web, iOS and Android.' })
  text!: string;

  @StringField({ multiline: true, description: 'Comes back with the reply.' })
  payload!: string;

  @MetadataField({ optional: true, nullable: true })
  metadata?: Record<string, string | number | boolean> | null;

  @StringField({ optional: true, min: 1, format: 'web', description: 'An icon to render next to the reply option.' })
  iconUrl?: string;
}
