import { ApiSchema } from '@nestjs/swagger';
import { Links, Meta } from '../common/page.js';
import { ArrayField, ObjectField } from '../fields/index.js';
import { User } from './user.js';

@ApiSchema({ name: 'userResponse' })
export class UserResponse {
  @ObjectField(() => User, { optional: true, description: 'The user.' })
  user?: User;
}

/** `meta` and `links` are ours: without them a list could not be paged (semantics.md, 16.7). */
@ApiSchema({ name: 'userListResponse' })
export class UserListResponse {
  @ArrayField(() => User, { optional: true, description: 'List of returned users.' })
  users?: User[];

  @ObjectField(() => Meta, { optional: true })
  meta?: Meta;

  @ObjectField(() => Links, { optional: true })
  links?: Links;
}
