import { conversationJson, truncatedJson } from './conversation.json.js';

export const FIND_CONVERSATION = {
  name: 'conversation-find',
  text: `select ${conversationJson('c')} as conversation from conversations c where c.app_id = $1 and c.id = $2`,
};

/**
 * The lock that every event of a conversation is written under, so that positions in the outbox are given out in the
 * order of the commits. Taken after the locks of users.
 */
export const LOCK_CONVERSATION = {
  name: 'conversation-lock',
  text: `
    select ${truncatedJson('c')} as truncated, ${conversationJson('c')} as conversation
    from conversations c where c.app_id = $1 and c.id = $2 for no key update`,
};

/** `$5`: the user whose default conversation it becomes, unless he has one. The caller holds that user's lock. */
export const INSERT_CONVERSATION = {
  name: 'conversation-insert',
  text: `
    with inserted as (
      insert into conversations (app_id, id, type, metadata, default_of, display_name, description, icon_url, last_updated_at, created_at)
      select $1, $2, $3, $4, (select $5::text where not exists (select from conversations where app_id = $1 and default_of = $5)), $6, $7, $8, $9, $9
      returning *)
    select ${truncatedJson('c')} as truncated, ${conversationJson('c')} as conversation from inserted c`,
};

export const UPDATE_CONVERSATION = {
  name: 'conversation-update',
  text: `
    with updated as (
      update conversations set display_name = $3, description = $4, icon_url = $5, metadata = $6 where app_id = $1 and id = $2
      returning *)
    select ${conversationJson('c')} as conversation from updated c`,
};

/** With its participants and messages, which refer to it. */
export const DELETE_CONVERSATION = { name: 'conversation-delete', text: 'delete from conversations where app_id = $1 and id = $2' };

/** Looked up row by row: as a join it might be merged, reading every conversation of the app up to the page. */
export const LIST_OF_USER = `
  select p.conversation_id as id,
    (select ${conversationJson('c')} from conversations c where c.app_id = p.app_id and c.id = p.conversation_id) as conversation
  from participants p where p.app_id = $1 and p.user_id = $2`;

/** Whose settings these are is decided by row-level security as well: the scope is the app's. */
export const MULTI_CONVO_ENABLED = {
  name: 'app-multi-convo',
  text: `select coalesce((settings ->> 'multiConvoEnabled')::boolean, false) as enabled from apps where id = $1`,
};
