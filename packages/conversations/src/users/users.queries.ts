import { nameToKeep } from './animal-names.js';
import { userColumns } from './user.row.js';

/**
 * SQL of the one user that the first value (id) or else the second (blind index of the external id) with the third (brand) names,
 * in the app `$1`. Joined by plain equality: any other expression over a column would be kept from the index by row-level security.
 */
export const addressed = (columns: string, lock = '', address = ['$2', '$3', '$4']): string => `
  select ${columns} from (${named(address)}) named
  join users u on u.app_id = $1 and u.id = named.id
  ${lock}`;

/** SQL of his id alone. */
export const named = ([id, externalIdIndex, brand]: readonly string[]): string => `
    select id, 1 as rank from users where app_id = $1 and id = ${id}
    union all
    select id, 2 from users where app_id = $1 and external_id_index = ${externalIdIndex} and coalesce(brand_id, '') = ${brand}
    order by rank limit 1`;

export const FIND_USER = { name: 'user-find', text: addressed(userColumns('u')) };

/** Also keeps others from adding the user to anything until the transaction ends. */
export const LOCK_USER = { name: 'user-lock', text: addressed(userColumns('u'), 'for update of u') };

/** Several such locks are taken in the order of the ids, and before any conversation's, so that nobody waits in a circle. */
export const FIND_USER_ID = { name: 'user-find-id', text: addressed('u.id') };

export const INSERT_USER = {
  name: 'user-insert',
  text: `
    insert into users as u (app_id, id, sealed_details, sealed_name, external_id_index, brand_id, signed_up_at, to_be_retained, created_at)
    values ($1, $2, $3, ${nameToKeep('$4', '$5')}, $6, $7, $8, $9, $10)
    on conflict (app_id, external_id_index, coalesce(brand_id, '')) do nothing
    returning ${userColumns('u')}`,
};

export const UPDATE_USER = {
  name: 'user-update',
  text: `
    update users u set signed_up_at = coalesce($3, signed_up_at), to_be_retained = coalesce($4, to_be_retained), sealed_details = $5, sealed_name = ${nameToKeep('$6', '$7')}
    where app_id = $1 and id = $2
    returning ${userColumns('u')}`,
};

/** The filter matches connected identities only, never `profile.email` (openapi.yaml, ListUsers). `$2`: blind index of the address. */
export const LIST_BY_EMAIL = `
  select e.user_id, u.* from user_addresses e
  cross join lateral (select ${userColumns('users')} from users where users.app_id = e.app_id and users.id = e.user_id limit 1) u
  where e.app_id = $1 and e.type = 'email' and e.value_index = $2
    and ($3::text is null or u.brand_id = $3)`;
