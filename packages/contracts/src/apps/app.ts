import { ApiSchema } from '@nestjs/swagger';
import { MetadataField, ObjectField, StringField } from '../fields/index.js';
import { AppSettings } from './app-settings.js';

/** An app as the API shows it. */
@ApiSchema({ name: 'app' })
export class App {
  @StringField({ optional: true, example: '5d8cff3cd55b040010928b5b', description: 'The app’s id.' })
  id?: string;

  @StringField({ optional: true, min: 1, max: 100, example: 'My App', description: 'The friendly name of the app.' })
  displayName?: string;

  @ObjectField(() => AppSettings, { optional: true })
  settings?: AppSettings;

  @MetadataField({ optional: true, nullable: true })
  metadata?: Readonly<Record<string, string | number | boolean>> | null;
}

/** GetApp alone also tells the subdomain (semantics §4). */
@ApiSchema({ name: 'appWithSubdomain' })
export class AppWithSubdomain extends App {
  @StringField({ optional: true, example: 'test-domain', description: 'The subdomain of the app.' })
  subdomain?: string;
}
