import { ApiSchema } from '@nestjs/swagger';
import { Beside } from '../fields/beside.js';
import { EnumField, ObjectField } from '../fields/index.js';
import { authorRule } from '../messages/author.rule.js';
import { Author } from '../messages/author.js';

export const ACTIVITY_TYPES = ['conversation:read', 'typing:start', 'typing:stop'] as const;
export type ActivityType = (typeof ACTIVITY_TYPES)[number];

@ApiSchema({ name: 'activityPost' })
export class ActivityPost {
  @ObjectField(() => Author, { description: 'The author of the activity.' })
  @Beside<ActivityPost>(({ author }) => authorRule(author))
  author!: Author;

  @EnumField(ACTIVITY_TYPES, { description: 'If the author type is `user`, only `conversation:read` is supported.' })
  @Beside<ActivityPost>(({ type, author }) =>
    author.type === 'user' && type !== 'conversation:read' ? 'should be conversation:read when author.type is user' : undefined)
  type!: ActivityType;
}
