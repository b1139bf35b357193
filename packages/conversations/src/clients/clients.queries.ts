import { conversationColumns } from '../conversations/conversation.row.js';
import { clientColumns, hasIntegration } from './client.row.js';

export const LIST_CLIENTS = `select ${clientColumns('c')} from clients c where c.app_id = $1 and c.user_id = $2 and ${hasIntegration('c')}`;

/** All of one user's. The caller holds his lock. */
export const CLIENTS_OF = { name: 'clients-of-user', text: `select ${clientColumns('c')} from clients c where c.app_id = $1 and c.user_id = $2 order by c.id` };

/** The caller holds the user's lock. */
export const FIND_CLIENT = { name: 'client-find', text: `${LIST_CLIENTS} and c.id = $3` };

/** Unsubscribes it from all conversations too (foreign keys). */
export const DELETE_CLIENT = { name: 'client-delete', text: 'delete from clients where app_id = $1 and id = $2' };

/** Whose client an account on an integration is; `$3` the blind indexes of its names: the first that is known decides. */
export const FIND_BY_ADDRESS = {
  name: 'client-find-by-addresses',
  text: `
    select ${clientColumns('c')} from client_addresses a join clients c on c.app_id = a.app_id and c.id = a.client_id
    where a.app_id = $1 and a.integration_id = $2 and a.address_index = any($3::bytea[])
    order by array_position($3::bytea[], a.address_index) limit 1`,
};

export const INSERT_CLIENT = {
  name: 'client-insert',
  text: `
    insert into clients as c (app_id, id, user_id, type, status, integration_id, linked_at, created_at, sealed_details)
    values ($1, $2, $3, $4, 'active', $5, $6, $6, $7)
    returning ${clientColumns('c')}`,
};

/**
 * Has a client be found by these names (`$3`, blind indexes) and no others; answers those that are its own now: the rest are of clients that
 * were quicker. In one order, so that two who want the same do not wait in a circle.
 */
export const LIST_ADDRESSES = {
  name: 'client-list-addresses',
  text: `
    with gone as (
      delete from client_addresses where app_id = $1 and client_id = $4 and not (integration_id = $2 and address_index = any($3::bytea[]))),
    listed as (
      insert into client_addresses (app_id, integration_id, address_index, client_id)
      select $1, $2, name, $4 from unnest($3::bytea[]) name order by name
      on conflict do nothing returning address_index)
    select address_index from listed
    union select address_index from client_addresses where app_id = $1 and integration_id = $2 and address_index = any($3::bytea[]) and client_id = $4`,
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
