import { ApiSchema } from '@nestjs/swagger';
import { EnumField, MetadataField, StringField } from '../../fields/index.js';

@ApiSchema({ name: 'locationRequest', description: 'Prompts the user to share their location.' })
export class LocationRequestAction {
  @EnumField(['locationRequest'], { description: 'The type of action.', default: 'locationRequest' })
  type!: 'locationRequest';

  @StringField({ description: 'The button text.' })
  text!: string;

  @MetadataField({ optional: true, nullable: true })
  metadata?: Record<string, string | number | boolean> | null;
}
