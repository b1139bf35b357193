import { ApiSchema } from '@nestjs/swagger';
import { EnumArrayField, EnumField, IdField, StringField } from '../fields/index.js';

export const AUTHOR_TYPES = ['business', 'user'] as const;
export const AUTHOR_SUBTYPES = ['AI', 'activity', 'agent', 'bot'] as const;
export type AuthorSubtype = (typeof AUTHOR_SUBTYPES)[number];

@ApiSchema({ name: 'author', description: 'The author of the message.' })
export class Author {
  @EnumField(AUTHOR_TYPES, { description: '"user": the end user. "business": sent on behalf of the business.', example: 'business' })
  type!: (typeof AUTHOR_TYPES)[number];

  @EnumArrayField(AUTHOR_SUBTYPES, {
    optional: true, min: 1, max: 1, description: 'What kind of business author. `agent` and `bot` appear in responses only.',
  })
  subtypes?: AuthorSubtype[];

  @IdField({ optional: true, description: 'The id of the user. Only supported when `type` is user.', example: '5963c0d619a30a2e00de36b8' })
  userId?: string;

  @StringField({ optional: true, writeOnly: true, min: 1, max: 1024, description: 'The externalId of the user. Only supported when `type` is user.' })
  userExternalId?: string;

  @StringField({
    optional: true, nullable: true, writeOnly: true, min: 1, max: 24, example: '9477922990333',
    description: 'The brandId of the user: with `userExternalId`, if the user is brand-separated.',
  })
  brandId?: string | null;

  @StringField({ optional: true, description: 'The display name of the message author.', example: 'Steve' })
  displayName?: string;

  @StringField({ optional: true, min: 1, max: 2048, format: 'uri', description: 'A custom message icon URL: JPG, PNG or GIF.' })
  avatarUrl?: string;
}
