import { conversationColumns } from '../conversations/conversation.row.js';
import { userColumns } from '../users/user.row.js';

/** Whose client it is now, and the conversation; locked one after the other: that he is there is known before the conversation is reached. $1 app · $2 conversation · $3 client */
export const LOCK_CONCERNED = {
  name: 'channel-messages-lock-concerned',
  text: `
    with who as materialized (
      select ${userColumns('u')} from clients c join users u on u.app_id = $1 and u.id = c.user_id
      where c.app_id = $1 and c.id = $3 for no key update of u),
    place as materialized (
      select ${conversationColumns('c')} from conversations c
      where c.app_id = $1 and c.id = $2 and exists (select from who) for no key update of c)
    select place.*, who.id as user_id, who.sealed_details as user_details, who.brand_id, who.authenticated, who.signed_up_at, who.to_be_retained, who.sealed_name
    from who cross join place`,
};
