/** The table whose rows are apps. */
const APPS = 'apps';

/** Columns that say whose a row is, in the order they are looked for. */
const OWNERS = ['app_id', 'tenant_id'];

/** Tables that tell of apps and outlive them: their rows are readable when the app's keys are gone, and no app's restore brings them back. */
const OUTLIVING: ReadonlySet<string> = new Set(['audit_entries', 'destroyed_keys', 'erasures']);

/** The column of a table that says whose a row is; undefined where its rows are nobody's. */
export function ownerColumn(table: string, columns: readonly string[]): string | undefined {
  if (OUTLIVING.has(table)) return undefined;
  return table === APPS ? 'id' : OWNERS.find((name) => columns.includes(name));
}

/** What a change of a table's rows tells: names of objects in the key store, or the ids of keys that were taken back. */
export interface Consequence {
  readonly columns: readonly string[];
  readonly of: 'secret' | 'revocation';
  name(values: readonly string[]): string;
}

/** Objects of the key store and revocations, by the tables whose rows name them. */
export const CONSEQUENCES: ReadonlyMap<string, Consequence> = new Map<string, Consequence>([
  ['key_shards', { columns: ['tenant_id', 'id'], of: 'secret', name: ([tenant, shard]) => `${tenant}/${shard}` }],
  ['erasures', { columns: ['id'], of: 'secret', name: ([id]) => `erasures/${id}` }],
  ['api_keys', { columns: ['id'], of: 'revocation', name: ([id]) => String(id) }],
]);
