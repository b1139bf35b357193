import { conversationColumns } from '../conversations/conversation.row.js';

/** $1 app · $2 id · $3 integration · $4 index of the code · $5 user · $6 conversation · $7 key · $8 until */
export const INSERT_LINK_REQUEST = {
  name: 'link-request-insert',
  text: `
    insert into link_requests (app_id, id, integration_id, code_index, user_id, conversation_id, requested_by, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)`,
};

/** $1 app · $2 integration · $3 index of the code */
export const FIND_LINK_REQUEST = {
  name: 'link-request-find',
  text: `
    select id, user_id, conversation_id, requested_by from link_requests
    where app_id = $1 and integration_id = $2 and code_index = $3 and expires_at > now()`,
};

/** Answers it to whoever is the first. $1 app · $2 id */
export const USE_LINK_REQUEST = { name: 'link-request-use', text: 'delete from link_requests where app_id = $1 and id = $2 and expires_at > now() returning id' };

/** $1 app · $2 id · $3 user */
export const REVOKE_LINK_REQUEST = {
  name: 'link-request-revoke',
  text: 'delete from link_requests where app_id = $1 and id = $2 and user_id = $3 and expires_at > now() returning id',
};

/** $1 limit */
export const PURGE_LINK_REQUESTS = 'delete from link_requests where ctid = any(array(select ctid from link_requests where expires_at <= now() limit $1)) returning 1';

/**
 * Where a link leads: the conversation named, where it is a personal one of the user's, or else his default one; locked, with his part in
 * it. The caller holds his lock. $1 app · $2 user · $3 conversation
 */
export const LOCK_PLACE = {
  name: 'link-request-place',
  text: `
    select ${conversationColumns('c')}, p.id as participant_id
    from conversations c join participants p on p.app_id = c.app_id and p.conversation_id = c.id and p.user_id = $2
    where c.app_id = $1 and c.id = coalesce(
      (select n.id from conversations n join participants q on q.app_id = n.app_id and q.conversation_id = n.id and q.user_id = $2
        where n.app_id = $1 and n.id = $3 and n.type = 'personal'),
      (select d.id from conversations d where d.app_id = $1 and d.default_of = $2))
    for no key update of c`,
};
