import { conversationColumns } from '../conversations/conversation.row.js';
import { clientColumns, hasIntegration } from './client.row.js';

export const LIST_CLIENTS = `select ${clientColumns('c')} from clients c where c.app_id = $1 and c.user_id = $2 and ${hasIntegration('c')}`;

/** All of one user's. The caller holds his lock. */
export const CLIENTS_OF = { name: 'clients-of-user', text: `select ${clientColumns('c')} from clients c where c.app_id = $1 and c.user_id = $2 order by c.id` };

/** The caller holds the user's lock. */
export const FIND_CLIENT = { name: 'client-find', text: `${LIST_CLIENTS} and c.id = $3` };

/** Unsubscribes it from all conversations too (foreign keys). */
export const DELETE_CLIENT = { name: 'client-delete', text: 'delete from clients where app_id = $1 and id = $2' };

/** Whose client an account on an integration is; `$3` the blind index of the account. */
export const FIND_BY_ADDRESS = {
  name: 'client-find-by-address',
  text: `
    select ${clientColumns('c')} from client_addresses a join clients c on c.app_id = a.app_id and c.id = a.client_id
    where a.app_id = $1 and a.integration_id = $2 and a.address_index = $3`,
};

export const INSERT_CLIENT = {
  name: 'client-insert',
  text: `
    insert into clients as c (app_id, id, user_id, type, status, integration_id, linked_at, created_at, sealed_details)
    values ($1, $2, $3, $4, 'active', $5, $6, $6, $7)
    returning ${clientColumns('c')}`,
};

/** Answers nothing where another one was quicker: then the caller's transaction is to be rolled back. */
export const LIST_ADDRESS = {
  name: 'client-list-address',
  text: 'insert into client_addresses (app_id, integration_id, address_index, client_id) values ($1, $2, $3, $4) on conflict do nothing returning client_id',
};

/** `$5`: whether it becomes the primary client of the participant. One that is attached stays, and may become the primary one. */
export const ATTACH_CLIENT = {
  name: 'client-attach',
  text: `
    insert into participant_clients (app_id, conversation_id, participant_id, client_id, used_at)
    values ($1, $2, $3, $4, case when $5 then clock_timestamp() else '-infinity' end)
    on conflict (app_id, conversation_id, participant_id, client_id) do update set used_at = greatest(participant_clients.used_at, excluded.used_at)`,
};

/** The conversation in which a client was used last, locked; nothing where that has been deleted. The caller holds the user's lock. */
export const LOCK_CONVERSATION_OF_CLIENT = {
  name: 'client-conversation',
  text: `
    select ${conversationColumns('c')} from participant_clients p join conversations c on c.app_id = p.app_id and c.id = p.conversation_id
    where p.app_id = $1 and p.client_id = $2 order by p.used_at desc, c.id limit 1 for no key update of c`,
};

/** Kept from being deleted until the transaction ends. */
export const SHARE_INTEGRATION = { name: 'client-share-integration', text: 'select type from integrations where app_id = $1 and id = $2 for key share' };

export const FIND_PARTICIPANT = { name: 'client-find-participant', text: 'select id from participants where app_id = $1 and conversation_id = $2 and user_id = $3' };
