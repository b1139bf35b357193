import { ApiSchema } from '@nestjs/swagger';
import { EnumArrayField, EnumField, IdField, ObjectField, StringField } from '../fields/index.js';
import { AUTHOR_SUBTYPES, AUTHOR_TYPES, type AuthorSubtype } from '../messages/author.js';
import { User } from '../users/user.js';

/**
 * `displayName` and `avatarUrl` stand in openapi.yaml's own examples, though not in its schema (semantics.md, 16.6). It has
 * `subtypes` in `author` only; who is sent a message has to tell an AI's from a person's as well as who reads it.
 */
@ApiSchema({ name: 'authorWebhook', description: 'The author of the activity.' })
export class AuthorWebhook {
  @EnumField(AUTHOR_TYPES, { description: 'The `type` of the author.' })
  type!: (typeof AUTHOR_TYPES)[number];

  @EnumArrayField(AUTHOR_SUBTYPES, { optional: true, min: 1, max: 1, description: 'What kind of business author.' })
  subtypes?: AuthorSubtype[];

  @IdField({ optional: true, description: 'The id of the user. Only when the author `type` is `user`.', example: '5963c0d619a30a2e00de36b8' })
  userId?: string;

  @ObjectField(() => User, { optional: true, description: 'The user; `profile` is included if `includeFullUser` is enabled.' })
  user?: User;

  @StringField({ optional: true, description: 'The display name of the author.' })
  displayName?: string;

  @StringField({ optional: true, format: 'uri', description: 'The icon of the author.' })
  avatarUrl?: string;
}
