import { ApiSchema } from '@nestjs/swagger';
import { BooleanField, StringField } from '../../fields/index.js';
import { TypeField } from '../integration-base.js';
import { SdkIntegration, SdkIntegrationUpdate } from '../sdk-integration.js';

const CERTIFICATE = { optional: true, nullable: true, writeOnly: true, min: 1, description: 'The certificate for Apple’s push notifications (.p12), as base64.', example: 'your_APN_certificate' };
const PASSWORD = { optional: true, writeOnly: true, description: 'The password of the certificate.', example: 'your_APN_password' };
const PRODUCTION = { optional: true, description: 'Whether pushes go to Apple’s production environment; the certificate tells where it is not said.' };
const BADGE = { optional: true, description: 'Whether the number of unread messages is the application’s badge.' };

/** The SDK for iOS, and what pushes to its devices need. */
@ApiSchema({ name: 'ios' })
export class IosIntegration extends SdkIntegration {
  @TypeField('ios')
  type: 'ios';

  @StringField(CERTIFICATE)
  certificate?: string | null;

  @StringField(PASSWORD)
  password?: string;

  @BooleanField(PRODUCTION)
  production?: boolean;

  @BooleanField(BADGE)
  autoUpdateBadge?: boolean;
}

@ApiSchema({ name: 'iosUpdate' })
export class IosIntegrationUpdate extends SdkIntegrationUpdate {
  @StringField(CERTIFICATE)
  certificate?: string | null;

  @StringField(PASSWORD)
  password?: string;

  @BooleanField(PRODUCTION)
  production?: boolean;

  @BooleanField(BADGE)
  autoUpdateBadge?: boolean;
}
