import { userColumns } from '../users/user.row.js';
import { addressed } from '../users/users.queries.js';

/** The business has read: nobody is told (semantics §8). */
export const READ_AS_BUSINESS = {
  name: 'activity-read-business',
  text: 'update conversations set business_last_read = greatest($3, business_last_read) where app_id = $1 and id = $2 returning id',
};

/** `$5`: the conversation. The user as events show him, and whether he takes part. */
export const FIND_AUTHOR = {
  name: 'activity-author',
  text: addressed(`${userColumns('u')},
    exists (select from participants p where p.app_id = $1 and p.conversation_id = $5 and p.user_id = u.id) as takes_part`),
};

/** Nothing is unread any more. The caller holds the conversation's lock. */
export const READ_AS_USER = {
  name: 'activity-read-user',
  text: `
    update participants p set read_total = c.message_total, deleted_unread = 0, last_read = $4
    from conversations c
    where c.app_id = $1 and c.id = $2 and p.app_id = $1 and p.conversation_id = $2 and p.user_id = $3`,
};
