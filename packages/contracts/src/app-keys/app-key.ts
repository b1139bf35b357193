import { ApiSchema } from '@nestjs/swagger';
import { ArrayField, ObjectField, StringField } from '../fields/index.js';

/** An API key of an app as the API shows it. */
@ApiSchema({ name: 'appKey' })
export class AppKey {
  @StringField({
    optional: true, example: 'app_5723a347f82ba0516cb4ea34',
    description: 'The key’s id: the user name of Basic authentication, the `kid` of a JWT.',
  })
  id?: string;

  @StringField({ optional: true, example: 'Key 1', description: 'The name of the API key.' })
  displayName?: string;

  @StringField({
    optional: true, example: '5XJ85yjUtRcaQu_pDINblPZb',
    description: 'The secret. Answered when the key is made, and later only if the account allows reading it back.',
  })
  secret?: string;
}

@ApiSchema({ name: 'appKeyCreateBody' })
export class AppKeyCreateBody {
  @StringField({ min: 1, max: 100, example: 'Key 1', description: 'The name of the API key.' })
  displayName: string;
}

@ApiSchema({ name: 'appKeyResponse' })
export class AppKeyResponse {
  @ObjectField(() => AppKey, { optional: true, description: 'The key.' })
  key?: AppKey;
}

@ApiSchema({ name: 'appKeyListResponse' })
export class AppKeyListResponse {
  @ArrayField(() => AppKey, { optional: true, description: 'List of returned keys.' })
  keys?: readonly AppKey[];
}
