import { clientColumns } from '../clients/client.row.js';
import { userColumns } from '../users/user.row.js';

/**
 * Whose client an account on an integration is, by the first of its names that is known, both locked, and the client seen now: one statement, since each event of a channel pays
 * for it. No row where the integration is gone, which is kept until the transaction ends; a row without ids where nobody is known by
 * the account, or another's by now. The locks are taken in the order in which others take them: integration, user, client; who waited
 * for one is shown what it came to be.
 * $1 app · $2 integration · $3 the blind indexes of the account's names · $4 when he was seen · $5 the client's status from now on; null: as it is
 */
export const RECOGNIZE = {
  name: 'inbound-recognize',
  text: `
    with held as materialized (select from integrations where app_id = $1 and id = $2 for key share),
    known as materialized (
      select ${userColumns('u')}, c.id as client_id, c.type, c.status as client_status, c.integration_id, c.sealed_details as client_details,
        coalesce(c.linked_at, c.created_at) as linked_at
      from held cross join client_addresses a join clients c on c.app_id = $1 and c.id = a.client_id join users u on u.app_id = $1 and u.id = c.user_id
      where a.app_id = $1 and a.integration_id = $2 and a.address_index = any($3::bytea[])
      order by array_position($3::bytea[], a.address_index) limit 1
      for no key update of u, c),
    seen as (
      update clients c set last_seen = greatest(c.last_seen, $4), status = coalesce($5, c.status) from known
      where c.app_id = $1 and c.id = known.client_id returning c.last_seen as client_seen)
    select known.*, seen.client_seen from held left join known on true left join seen on true`,
};

/** What is sealed of a client. The caller holds its lock. */
export const KEEP_DETAILS = { name: 'inbound-keep-details', text: 'update clients set sealed_details = $3 where app_id = $1 and id = $2' };

/**
 * A client of somebody new, with the names that he is found by; answers nothing where another one was quicker: then the caller's
 * transaction is to be rolled back.
 * $1 app · $2 client · $3 user · $4 type · $5 integration · $6 now · $7 details · $8 when he was seen · $9 the blind indexes of the account's names, in whose order two who want the same wait for one another
 */
export const WELCOME_CLIENT = {
  name: 'inbound-welcome-client',
  text: `
    with made as (
      insert into clients as c (app_id, id, user_id, type, status, integration_id, linked_at, created_at, sealed_details, last_seen)
      values ($1, $2, $3, $4, 'active', $5, $6, $6, $7, $8)
      returning ${clientColumns('c')}),
    listed as (
      insert into client_addresses (app_id, integration_id, address_index, client_id)
      select $1, $5, name, $2 from unnest($9::bytea[]) name order by name
      on conflict do nothing returning client_id)
    select made.* from made where (select count(*) from listed) = cardinality($9::bytea[])`,
};
