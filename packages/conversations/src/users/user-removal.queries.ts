import { truncatedJson } from '../conversations/conversation.json.js';

/** A default conversation stays the user's even when he left it. Locked in the order of their ids. */
export const LOCK_CONVERSATIONS_OF = {
  name: 'user-removal-lock-conversations',
  text: `
    select ${truncatedJson('c')} as truncated from conversations c
    where c.app_id = $1 and c.id in (
      select conversation_id from participants where app_id = $1 and user_id = $2
      union all select id from conversations where app_id = $1 and default_of = $2)
    order by c.id for update`,
};
