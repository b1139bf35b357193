import { ApiSchema } from '@nestjs/swagger';
import { EnumField, NumberField, ObjectField, StringField } from '../../fields/index.js';
import { ChatInput } from './rich-text.js';

@ApiSchema({ name: 'coordinates', description: 'The coordinates of the location.' })
export class Coordinates {
  @NumberField({ min: -90, max: 90, description: 'Global latitude, in degrees.' })
  lat!: number;

  @NumberField({ min: -180, max: 180, description: 'Global longitude, in degrees.' })
  long!: number;
}

@ApiSchema({ name: 'location', description: 'Information about the location.' })
export class Place {
  @StringField({ optional: true, multiline: true, description: 'The address of the location.' })
  address?: string;

  @StringField({ optional: true, description: 'The name of the location.' })
  name?: string;
}

@ApiSchema({ name: 'locationMessage', description: 'Coordinates, and the name and address of a place. Usually answers a location request.' })
export class LocationContent extends ChatInput {
  @EnumField(['location'], { description: 'The type of message.', default: 'location' })
  type!: 'location';

  @StringField({ optional: true, readOnly: true, description: 'The fallback text used when locations are not supported by the channel.' })
  text?: string;

  @ObjectField(() => Coordinates, { description: 'The coordinates of the location.' })
  coordinates!: Coordinates;

  @ObjectField(() => Place, { optional: true, description: 'Information about the location.' })
  location?: Place;
}
