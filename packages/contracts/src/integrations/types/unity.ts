import { ApiSchema } from '@nestjs/swagger';
import { TypeField } from '../integration-base.js';
import { SdkIntegration, SdkIntegrationUpdate } from '../sdk-integration.js';

/** The SDK for Unity. */
@ApiSchema({ name: 'unity' })
export class UnityIntegration extends SdkIntegration {
  @TypeField('unity')
  type: 'unity';
}

@ApiSchema({ name: 'unityUpdate' })
export class UnityIntegrationUpdate extends SdkIntegrationUpdate {}
