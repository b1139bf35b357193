import { userColumns } from '../users/user.row.js';

/** In the order of their ids, so that two such requests don't wait in a circle; before any conversation. */
export const LOCK_USERS_TO_LINK = {
  name: 'client-lock-users',
  text: `select ${userColumns('u')} from users u where u.app_id = $1 and u.id = any($2) order by u.id for update of u`,
};
