import type { Sql } from '@parley/persistence';
import type { KeyRow } from './key-record.js';

const COLUMNS = 'k.id, k.scope, k.account_id, k.app_id, k.integration_id, k.service_account_id, k.display_name, k.sealed_secret';

const FIND_LIVE = {
  name: 'api-key-live',
  text: `select ${COLUMNS} from api_keys k left join apps a on a.id = k.app_id where k.id = $1 and a.deleted_at is null`,
};

/** A key that works: its app is not deleted. Runs in the system scope. */
export async function findLiveKey(sql: Sql, id: string): Promise<KeyRow | undefined> {
  return (await sql.query<KeyRow>(FIND_LIVE, [id]))[0];
}

/** Whose keys: an app's own, or those of one of its custom integrations. */
export interface KeyOwner {
  readonly appId: string;
  readonly integrationId?: string;
}

/** Two conditions, since no index serves `is not distinct from`: an app may have the keys of thousands of integrations. */
const owned = ({ integrationId }: KeyOwner): string => `k.app_id = $1 and k.integration_id ${integrationId === undefined ? 'is null' : '= $2'}`;

const valuesOf = ({ appId, integrationId }: KeyOwner): string[] => (integrationId === undefined ? [appId] : [appId, integrationId]);

/** All keys of an owner, at most ten by the rules, in the order of their ids. */
export const listKeys = (sql: Sql, owner: KeyOwner): Promise<KeyRow[]> =>
  sql.query(`select ${COLUMNS} from api_keys k where ${owned(owner)} order by k.id`, valuesOf(owner));

/** One key of an owner; another owner's is not found. */
export async function findKey(sql: Sql, owner: KeyOwner, id: string): Promise<KeyRow | undefined> {
  const values = [...valuesOf(owner), id];
  return (await sql.query<KeyRow>(`select ${COLUMNS} from api_keys k where ${owned(owner)} and k.id = $${values.length}`, values))[0];
}

/** Deletes one key of an owner; answers no row when there was none. */
export function deleteKey(sql: Sql, owner: KeyOwner, id: string): Promise<{ id: string }[]> {
  const values = [...valuesOf(owner), id];
  return sql.query(`delete from api_keys k where ${owned(owner)} and k.id = $${values.length} returning k.id`, values);
}

/** Stores a new key. Rejects with the driver's error when its account, app or integration is not there. */
export async function insertKey(sql: Sql, row: KeyRow): Promise<void> {
  await sql.query(
    `insert into api_keys (id, scope, account_id, app_id, integration_id, service_account_id, display_name, sealed_secret) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [row.id, row.scope, row.account_id, row.app_id, row.integration_id, row.service_account_id, row.display_name, row.sealed_secret],
  );
}

/**
 * Locks the row that owns the keys, so that two creations cannot both see room for one more; false when there is none.
 * `no key update`: posts, whose foreign keys share-lock the app's key, go on meanwhile.
 */
export async function lockOwner(sql: Sql, { appId, integrationId }: KeyOwner): Promise<boolean> {
  const rows = integrationId === undefined
    ? await sql.query('select id from apps where id = $1 and deleted_at is null for no key update', [appId])
    : await sql.query('select id from integrations where app_id = $1 and id = $2 for no key update', [appId, integrationId]);
  return rows.length > 0;
}

/** Keeps a service account until the transaction ends; false when the account has none of this id. */
export const keepServiceAccount = async (sql: Sql, accountId: string, id: string): Promise<boolean> =>
  (await sql.query('select id from service_accounts where account_id = $1 and id = $2 for key share', [accountId, id])).length > 0;

/** Whether the account lets its keys' secrets be read again; off unless it was switched on. */
export async function secretsReadable(sql: Sql, accountId: string): Promise<boolean> {
  const rows = await sql.query<{ readable: boolean }>(
    `select coalesce(settings->'keySecretsReadable' = 'true'::jsonb, false) as readable from accounts where id = $1`,
    [accountId],
  );
  return rows[0]?.readable ?? false;
}
