import { userJson } from './user.json.js';

/**
 * SQL of the one user that the first value (id) or else the second (digest of the external id) with the third (brand) names,
 * in the app `$1`. Joined by plain equality: any other expression over a column would be kept from the index by row-level security.
 */
export const addressed = (columns: string, lock = '', address = ['$2', '$3', '$4']): string => `
  select ${columns} from (${named(address)}) named
  join users u on u.app_id = $1 and u.id = named.id
  ${lock}`;

/** SQL of his id alone. */
export const named = ([id, externalIdHash, brand]: readonly string[]): string => `
    select id, 1 as rank from users where app_id = $1 and id = ${id}
    union all
    select id, 2 from users where app_id = $1 and external_id_hash = ${externalIdHash} and coalesce(brand_id, '') = ${brand}
    order by rank limit 1`;

export const FIND_USER = { name: 'user-find', text: addressed(`${userJson('u')} as user`) };

/** Also keeps others from adding the user to anything until the transaction ends. */
export const LOCK_USER = { name: 'user-lock', text: addressed(`${userJson('u')} as user`, 'for update of u') };

/** Several such locks are taken in the order of the ids, and before any conversation's, so that nobody waits in a circle. */
export const FIND_USER_ID = { name: 'user-find-id', text: addressed('u.id') };

export const INSERT_USER = {
  name: 'user-insert',
  text: `
    with inserted as (
      insert into users (app_id, id, external_id, external_id_hash, brand_id, signed_up_at, to_be_retained, profile, metadata, created_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      on conflict (app_id, external_id_hash, coalesce(brand_id, '')) do nothing
      returning *)
    select ${userJson('u')} as user from inserted u`,
};

export const UPDATE_USER = {
  name: 'user-update',
  text: `
    with updated as (
      update users set signed_up_at = coalesce($3, signed_up_at), to_be_retained = coalesce($4, to_be_retained), profile = $5, metadata = $6
      where app_id = $1 and id = $2
      returning *)
    select ${userJson('u')} as user from updated u`,
};

export const DELETE_USER = { name: 'user-delete', text: 'delete from users where app_id = $1 and id = $2' };

/** The filter matches connected identities only, never `profile.email` (openapi.yaml, ListUsers). */
export const LIST_BY_EMAIL = `
  select e.user_id as id, (select ${userJson('u')} from users u where u.app_id = e.app_id and u.id = e.user_id) as user
  from user_identities e
  where e.app_id = $1 and e.type = 'email' and e.value = $2
    and ($3::text is null or exists (select from users b where b.app_id = e.app_id and b.id = e.user_id and b.brand_id = $3))`;
