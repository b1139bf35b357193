import { ApiSchema } from '@nestjs/swagger';
import { StringField } from '../fields/index.js';

/** What is known of a user as a person. */
@ApiSchema({ name: 'profile', description: 'Object hosting user profile information.' })
export class Profile {
  @StringField({ optional: true, nullable: true, min: 1, max: 128, description: "The user's given name (first name).", example: 'Jane' })
  givenName?: string | null;

  @StringField({ optional: true, nullable: true, min: 1, max: 128, description: "The user's surname (last name).", example: 'Doe' })
  surname?: string | null;

  @StringField({
    optional: true, nullable: true, min: 1, max: 128, format: 'email', description: "The user's email address.", example: 'jane.doe@example.org',
  })
  email?: string | null;

  @StringField({
    optional: true, nullable: true, min: 1, max: 2048, format: 'uri', description: "The user's avatar.", example: 'https://example.org/avatar.jpg',
  })
  avatarUrl?: string | null;

  @StringField({
    optional: true, nullable: true, min: 1, max: 64, description: 'The locale of the user in BCP 47 format.', example: 'fr-CA',
    pattern: /^(?:[A-Za-z]{2,8}|[IXix][-_][A-Za-z0-9]{1,8})(?:[-_][A-Za-z0-9]{1,8})*$/, patternMeaning: 'be a BCP 47 language tag',
  })
  locale?: string | null;
}
