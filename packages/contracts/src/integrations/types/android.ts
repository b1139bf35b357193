import { ApiSchema } from '@nestjs/swagger';
import { StringField } from '../../fields/index.js';
import { TypeField } from '../integration-base.js';
import { SdkIntegration, SdkIntegrationUpdate } from '../sdk-integration.js';

const SECRET = { optional: true, nullable: true, writeOnly: true, min: 1 };
const PROJECT_ID = { ...SECRET, description: '`project_id` of the private key’s file from the Firebase console.', example: 'my-project' };
const CLIENT_EMAIL = { ...SECRET, description: '`client_email` of the same file.', example: 'sdk@my-project.iam.gserviceaccount.com' };
const PRIVATE_KEY = { ...SECRET, multiline: true, description: '`private_key` of the same file.', example: 'your_private_key' };
const SERVER_KEY = { ...SECRET, description: 'The server key of Firebase’s old API, which it has switched off.', example: 'your_server_key' };
const SENDER_ID = { optional: true, nullable: true, min: 1, description: 'The sender id of the same old API.', example: '1234567890' };

/** The SDK for Android, and what pushes to its devices need. */
@ApiSchema({ name: 'android' })
export class AndroidIntegration extends SdkIntegration {
  @TypeField('android')
  type: 'android';

  @StringField(PROJECT_ID)
  projectId?: string | null;

  @StringField(CLIENT_EMAIL)
  clientEmail?: string | null;

  @StringField(PRIVATE_KEY)
  privateKey?: string | null;

  @StringField(SERVER_KEY)
  serverKey?: string | null;

  @StringField(SENDER_ID)
  senderId?: string | null;
}

@ApiSchema({ name: 'androidUpdate' })
export class AndroidIntegrationUpdate extends SdkIntegrationUpdate {
  @StringField(PROJECT_ID)
  projectId?: string | null;

  @StringField(CLIENT_EMAIL)
  clientEmail?: string | null;

  @StringField(PRIVATE_KEY)
  privateKey?: string | null;

  @StringField(SERVER_KEY)
  serverKey?: string | null;

  @StringField(SENDER_ID)
  senderId?: string | null;
}
