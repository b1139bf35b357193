import type { TestDatabase } from '@parley/testing';

const TABLES = ['tenant_keys', 'key_shards', 'data_keys', 'destroyed_keys'];

/** What an older copy of the database says of a tenant's keys; answers what puts it in the place of what it says now. */
export async function keyCopy(database: Pick<TestDatabase, 'query'>, tenant: string): Promise<() => Promise<void>> {
  const copies = new Map<string, string>();
  for (const table of TABLES) {
    const [row] = await database.query<{ rows: string }>(`select coalesce(jsonb_agg(t), '[]')::text as rows from ${table} t where tenant_id = $1`, [tenant]);
    copies.set(table, row?.rows ?? '[]');
  }
  return async () => {
    for (const [table, rows] of copies) {
      await database.query(`delete from ${table} where tenant_id = $1`, [tenant]);
      await database.query(`insert into ${table} select (jsonb_populate_record(null::${table}, one)).* from jsonb_array_elements($1::jsonb) one`, [rows]);
    }
  };
}
