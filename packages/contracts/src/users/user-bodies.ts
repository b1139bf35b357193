import { ApiSchema } from '@nestjs/swagger';
import { BooleanField, MetadataField, ObjectField, StringField, TimestampField } from '../fields/index.js';
import { Profile } from './profile.js';

/** What a business may say of a user at any time. */
abstract class UserDetails {
  @TimestampField({ optional: true, description: 'The date at which the user signed up, in ISO 8601.', example: '2020-05-21T15:53:30.197Z' })
  signedUpAt?: string;

  @BooleanField({ optional: true, description: 'Whether the user is kept after their inactive expiry.' })
  toBeRetained?: boolean;

  @ObjectField(() => Profile, { optional: true })
  profile?: Profile;
}

@ApiSchema({ name: 'userCreateBody' })
export class UserCreateBody extends UserDetails {
  @StringField({ optional: true, min: 1, max: 1024, description: 'A unique identifier for the user, chosen by the business.', example: 'your-own-id' })
  externalId?: string;

  @StringField({ optional: true, nullable: true, min: 1, max: 24, description: 'The brandId of a brand-separated user.', example: '9477922990333' })
  brandId?: string | null;

  @MetadataField({ optional: true, nullable: true, description: 'Flat object of strings, numbers and booleans, at most 4096 bytes.' })
  metadata?: Record<string, string | number | boolean> | null;
}

@ApiSchema({ name: 'userUpdateBody' })
export class UserUpdateBody extends UserDetails {
  @MetadataField({ optional: true, nullable: true, nullValues: true, description: 'Merged key by key; null deletes a key.' })
  metadata?: Record<string, string | number | boolean | null> | null;
}
