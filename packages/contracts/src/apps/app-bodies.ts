import { ApiSchema } from '@nestjs/swagger';
import { MetadataField, ObjectField, StringField } from '../fields/index.js';
import { AppSettings } from './app-settings.js';

@ApiSchema({ name: 'appCreateBody' })
export class AppCreateBody {
  @StringField({ min: 1, max: 100, example: 'My App', description: 'The friendly name of the app.' })
  displayName: string;

  @ObjectField(() => AppSettings, { optional: true })
  settings?: AppSettings;

  @MetadataField({ optional: true, nullable: true })
  metadata?: Readonly<Record<string, string | number | boolean>> | null;
}

@ApiSchema({ name: 'appUpdateBody' })
export class AppUpdateBody {
  @StringField({ optional: true, min: 1, max: 100, example: 'My App', description: 'The friendly name of the app.' })
  displayName?: string;

  @ObjectField(() => AppSettings, { optional: true })
  settings?: AppSettings;

  @MetadataField({ optional: true, nullable: true, nullValues: true, description: 'Merged key by key; null deletes a key.' })
  metadata?: Readonly<Record<string, string | number | boolean | null>> | null;
}
