import { ApiSchema } from '@nestjs/swagger';
import { ArrayField, ObjectField, StringField } from '../fields/index.js';

/** An API key of a custom integration (openapi.yaml, apiKey). */
@ApiSchema({ name: 'apiKey' })
export class IntegrationApiKey {
  @StringField({
    optional: true, example: 'int_5e4b0f225aca01092928f917',
    description: 'The key’s id: the user name of Basic authentication, the `kid` of a JWT.',
  })
  id?: string;

  @StringField({ optional: true, example: 'My custom key', description: 'The name of the API key.' })
  displayName?: string;

  @StringField({
    optional: true, example: 'Ck1LjzzlUzvlCTtqAdQ2z1QukuBTrN3TIx',
    description: 'The secret. Answered when the key is made, and later only if the account allows reading it back.',
  })
  secret?: string;
}

/** openapi.yaml, IntegrationApiKey; the limits are those of every key’s name. */
@ApiSchema({ name: 'IntegrationApiKey' })
export class IntegrationApiKeyCreateBody {
  @StringField({ min: 1, max: 100, example: 'My custom key', description: 'The name of the API key.' })
  displayName: string;
}

@ApiSchema({ name: 'integrationApiKeyResponse' })
export class IntegrationApiKeyResponse {
  @ObjectField(() => IntegrationApiKey, { optional: true, description: 'The key.' })
  key?: IntegrationApiKey;
}

@ApiSchema({ name: 'IntegrationApiKeyListResponse' })
export class IntegrationApiKeyListResponse {
  @ArrayField(() => IntegrationApiKey, { optional: true, description: 'Integration keys of the supplied integration.' })
  keys?: IntegrationApiKey[];
}
