import { KEY_BESIDE_COLUMNS, keyBeside } from '@parley/crypto-at-rest';
import { BOARD } from '../switchboard/control.sql.js';
import { conversationColumns } from './conversation.row.js';

export const FIND_CONVERSATION = {
  name: 'conversation-find',
  text: `select ${conversationColumns('c')} from conversations c where c.app_id = $1 and c.id = $2`,
};

/** The same with its key, for one that comes into use. */
export const FIND_CONVERSATION_AND_KEY = {
  name: 'conversation-find-and-key',
  text: `
    select ${conversationColumns('c')}, ${KEY_BESIDE_COLUMNS}
    from conversations c ${keyBeside('c.app_id', "'conversation:' || c.id")} where c.app_id = $1 and c.id = $2`,
};

/**
 * The lock that every event of a conversation is written under, so that positions in the outbox are given out in the
 * order of the commits. Taken after the locks of users.
 */
export const LOCK_CONVERSATION = {
  name: 'conversation-lock',
  text: `
    select ${conversationColumns('c')} from conversations c where c.app_id = $1 and c.id = $2 for no key update`,
};

/** The default switchboard integration is in control from the beginning. `$6`: the user whose default conversation it becomes, unless he has one. The caller holds that user's lock. */
export const INSERT_CONVERSATION = {
  name: 'conversation-insert',
  text: `
    with ${BOARD}
    insert into conversations as c (app_id, id, type, sealed_details, sealed_metadata, default_of, last_updated_at, created_at, active_switchboard_integration_id)
    select $1, $2, $3, $4, $5, (select $6::text where not exists (select from conversations where app_id = $1 and default_of = $6)), $7, $7, (select responder from board)
    returning ${conversationColumns('c')}`,
};

export const UPDATE_CONVERSATION = {
  name: 'conversation-update',
  text: `
    update conversations c set sealed_details = $3, sealed_metadata = $4 where app_id = $1 and id = $2
    returning ${conversationColumns('c')}`,
};

/** Looked up row by row: as a join it might be merged, reading every conversation of the app up to the page. */
export const LIST_OF_USER = `
  select c.* from participants p
  cross join lateral (
    select ${conversationColumns('conversations')} from conversations where conversations.app_id = p.app_id and conversations.id = p.conversation_id limit 1) c
  where p.app_id = $1 and p.user_id = $2`;

/** Whose settings these are is decided by row-level security as well: the scope is the app's. */
export const MULTI_CONVO_ENABLED = {
  name: 'app-multi-convo',
  text: `select coalesce((settings ->> 'multiConvoEnabled')::boolean, false) as enabled from apps where id = $1`,
};
