import { ApiSchema } from '@nestjs/swagger';
import { ArrayField, BooleanField, IdField, MetadataField, ObjectField, StringField, TimestampField } from '../fields/index.js';
import { Profile } from './profile.js';

@ApiSchema({ name: 'identity', description: 'A connected user identity, such as an email.' })
export class Identity {
  @StringField({ optional: true, description: 'The type of identity.', example: 'email' })
  type?: string;

  @StringField({ optional: true, min: 1, max: 128, description: 'The identity value.', example: 'jane.doe@example.org' })
  value?: string;

  @StringField({ optional: true, description: 'The type of verification performed on the identity.', example: 'embed' })
  verification?: string;
}

/** A user as events show it to targets that did not ask for full users. */
@ApiSchema({ name: 'userTruncated' })
export class UserTruncated {
  @IdField({ optional: true, description: 'The unique ID of the user.', example: '7494535bff5cef41a15be74d' })
  id?: string;

  @BooleanField({ optional: true, readOnly: true, description: 'Whether or not the user has authenticated, via JWT.' })
  authenticated?: boolean;

  @StringField({ optional: true, nullable: true, description: 'An optional ID that can also be used to retrieve the user.', example: 'your-own-id' })
  externalId?: string | null;

  @StringField({ optional: true, nullable: true, description: "The user's brandId if the user is brand-separated.", example: '9477922990333' })
  brandId?: string | null;
}

@ApiSchema({ name: 'user' })
export class User extends UserTruncated {
  @TimestampField({ optional: true, description: 'The date at which the user signed up.', example: '2020-05-21T15:53:30.197Z' })
  signedUpAt?: string;

  @BooleanField({ optional: true, description: 'Whether the user is kept after their inactive expiry.' })
  toBeRetained?: boolean;

  @ObjectField(() => Profile, { optional: true })
  profile?: Profile;

  @MetadataField({ optional: true })
  metadata?: Record<string, string | number | boolean>;

  @ArrayField(() => Identity, { optional: true, readOnly: true, description: "The user's connected identities." })
  identities?: Identity[];
}
