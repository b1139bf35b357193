import type { Sql } from '@parley/persistence';
import type { ProviderName } from './root-key-provider.js';

/** A root key's wrapping for one recipient. */
export interface RecipientRow {
  readonly provider: ProviderName;
  readonly recipient: string;
  readonly wrapped: Buffer;
  /** Says that somebody chose it who held the root key; null where a version before wrote the row. */
  readonly mac: Buffer | null;
}

export interface RootKeyRow {
  readonly id: string;
  readonly check_value: Buffer;
  readonly recipients: readonly RecipientRow[];
}

/** Seconds for which processes still open a root key that was retired: who read a row before it was wrapped anew is to open it yet. */
export const GRACE_SECONDS = 60;

/** The root keys that have not been retired, newest first, each with its recipients, oldest first. In the system scope. */
export const rootKeyRows = (sql: Sql): Promise<RootKeyRow[]> => rowsWhere(sql, 'retired_at is null');

/** Those that were retired a moment ago. */
export const justRetiredRows = (sql: Sql): Promise<RootKeyRow[]> => rowsWhere(sql, `retired_at > clock_timestamp() - interval '${GRACE_SECONDS} seconds'`);

async function rowsWhere(sql: Sql, condition: string): Promise<RootKeyRow[]> {
  const keys = await sql.query<Omit<RootKeyRow, 'recipients'>>(`select id, check_value from root_keys where ${condition} order by created_at desc, id desc`);
  const recipients = await sql.query<RecipientRow & { root_key_id: string }>(
    'select root_key_id, provider, recipient, wrapped, mac from root_key_recipients order by created_at, provider, recipient');
  return keys.map((key) => ({ ...key, recipients: recipients.filter(({ root_key_id: of }) => of === key.id) }));
}

/** Keeps two who make a root key at once from making two: the later waits, and finds the first one's. */
export const lockRootKeys = async (tx: Sql): Promise<void> =>
  void (await tx.query('lock table root_keys in share row exclusive mode'));

export const insertRootKey = async (tx: Sql, id: string, checkValue: Buffer): Promise<void> =>
  void (await tx.query('insert into root_keys (id, check_value) values ($1, $2)', [id, checkValue]));

/** Writes what a recipient holds of a root key, over what it held before. */
export const putRecipient = async (tx: Sql, rootKeyId: string, { provider, recipient, wrapped, mac }: RecipientRow): Promise<void> =>
  void (await tx.query(
    `insert into root_key_recipients (root_key_id, provider, recipient, wrapped, mac) values ($1, $2, $3, $4, $5)
     on conflict (root_key_id, provider, recipient) do update set wrapped = excluded.wrapped, mac = excluded.mac`,
    [rootKeyId, provider, recipient, wrapped, mac]));

/** Takes away what a recipient holds of a root key. */
export const deleteRecipient = async (tx: Sql, rootKeyId: string, { provider, recipient }: Pick<RecipientRow, 'provider' | 'recipient'>): Promise<void> =>
  void (await tx.query('delete from root_key_recipients where root_key_id = $1 and provider = $2 and recipient = $3', [rootKeyId, provider, recipient]));

/** What a database holds that a root key belongs to. */
export interface Population {
  readonly rootKey: boolean;
  readonly accounts: boolean;
  /** Something is sealed, or could be. */
  readonly tenantKeys: boolean;
}

/** Whether there is a root key (retired ones count), an account, a tenant key. In the system scope. */
export async function population(sql: Sql): Promise<Population> {
  const [row] = await sql.query<Population & { sealing: boolean }>(
    `select exists (select from root_keys) as "rootKey", exists (select from accounts) as accounts, to_regclass('tenant_keys') is not null as sealing`);
  if (row === undefined) throw new Error('A question about the database was not answered');
  const tenants = row.sealing ? await sql.query('select from tenant_keys limit 1') : [];
  return { rootKey: row.rootKey, accounts: row.accounts, tenantKeys: tenants.length > 0 };
}
