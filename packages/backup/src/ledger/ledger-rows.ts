import type { Sql } from '@parley/persistence';
import { BACKUP_TENANT, type RecipientRow, type RootKeyRow, type TenantIndexRow } from '@parley/crypto-at-rest';

/** Tables whose rows rest in the ledger, in their present state, and in no pack or segment. In the order in which a database takes them. */
export const LEDGER_TABLES = ['root_keys', 'root_key_recipients', 'tenant_keys', 'tenant_key_rotations'] as const;
export type LedgerTable = (typeof LEDGER_TABLES)[number];

/** A row as PostgreSQL writes it in JSON: bytea as \x and hex. */
export type JsonRow = Readonly<Record<string, unknown>>;
export type LedgerRows = Readonly<Record<LedgerTable, readonly JsonRow[]>>;

/** The rows as they are. In a scope, or as a role, that sees them all; in one transaction, where they are to be of one moment. */
export async function readLedgerRows(sql: Sql): Promise<LedgerRows> {
  const rows = async (table: LedgerTable): Promise<JsonRow[]> =>
    (await sql.query<{ row: JsonRow }>(`select to_jsonb(t) as row from ${table} t order by to_jsonb(t)::text collate "C"`)).map(({ row }) => row);
  return {
    root_keys: await rows('root_keys'), root_key_recipients: await rows('root_key_recipients'),
    tenant_keys: await rows('tenant_keys'), tenant_key_rotations: await rows('tenant_key_rotations'),
  };
}

/** The state that an object of the key store has at least, by the database; nothing where that names no such object. */
export async function secretEpoch(sql: Sql, name: string): Promise<number | undefined> {
  const [tenant, shard] = name.split('/');
  return (await sql.query<{ epoch: number }>('select abs(epoch) as epoch from key_shards where tenant_id = $1 and id = $2', [tenant, shard]))[0]?.epoch;
}

/** Every object that the database says the key store has; or so many of them, whichever. */
export async function namedSecrets(sql: Sql, some?: number): Promise<string[]> {
  const of = some === undefined ? '' : `order by random() limit ${some}`;
  return (await sql.query<{ name: string }>(`select tenant_id || '/' || id as name from key_shards ${of}`)).map(({ name }) => name);
}

/** Writes rows of the ledger into an empty database, as its owner; columns that a later version added take their defaults. */
export async function writeLedgerRows(sql: Sql, rows: LedgerRows): Promise<void> {
  for (const table of LEDGER_TABLES) {
    const columns = [...new Set(rows[table].flatMap((row) => Object.keys(row)))].map((name) => `"${name.replaceAll('"', '""')}"`).join(', ');
    if (columns === '') continue;
    await sql.query(`insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1)`, [JSON.stringify(rows[table])]);
  }
}

/** The root keys of the rows, newest first, retired ones too, as those who open them want them. */
export function rootKeyRowsOf(rows: Pick<LedgerRows, 'root_keys' | 'root_key_recipients'>): RootKeyRow[] {
  const newestFirst = rows.root_keys.toSorted((one, other) => (String(one['created_at']) < String(other['created_at']) ? 1 : -1));
  return newestFirst.map((row) => ({ id: String(row['id']), check_value: bytes(row['check_value']), recipients: rows.root_key_recipients.filter((each) => each['root_key_id'] === row['id']).map(recipientOf) }));
}

/** What a frame key or the repository key is derived from, of one tenant's row. */
export const tenantIndexRow = (row: JsonRow): TenantIndexRow =>
  ({ tenantId: String(row['tenant_id']), rootKeyId: String(row['root_key_id']), indexWrapped: bytes(row['index_wrapped']) });

/** Whether a row is that of the keys of backups themselves. */
export const isBackupTenant = (row: JsonRow): boolean => row['tenant_id'] === BACKUP_TENANT;

const recipientOf = (row: JsonRow): RecipientRow => ({
  provider: row['provider'] as RecipientRow['provider'], recipient: String(row['recipient']), wrapped: bytes(row['wrapped']), mac: row['mac'] === null ? null : bytes(row['mac']),
});

const bytes = (value: unknown): Buffer => Buffer.from(String(value).slice('\\x'.length), 'hex');
