import type { TestDatabase } from '@parley/testing';

/** A table that says of each row whose it is, and the columns that can be written; those that number themselves come last. */
export interface TenantTable {
  readonly name: string;
  readonly columns: readonly string[];
}

const TABLES = `
  select c.table_name as name, array_agg(c.column_name::text order by c.is_identity, c.ordinal_position) filter (where c.is_generated = 'NEVER') as columns
  from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
  where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
  group by 1 having 'accounts' = c.table_name or bool_or(c.column_name in ('app_id', 'account_id')) order by 1`;

/** Every table that has rows of apps or accounts, whoever made it. */
export const tenantTables = (database: TestDatabase): Promise<TenantTable[]> => database.query<TenantTable & Record<string, unknown>>(TABLES);

/** SQL that is true of the rows of account `$1` and of the apps `$2`. */
export const isTheirs = ({ name, columns }: TenantTable): string =>
  [
    ...(columns.includes('app_id') ? ['app_id = any($2::text[])'] : []),
    ...(columns.includes('account_id') ? ['account_id = $1'] : []),
    ...(name === 'accounts' ? ['id = $1'] : []),
  ].join(' or ');

/** What `isTheirs` asks for: an account and its apps, deleted ones included. */
export async function tenantOf(database: TestDatabase, accountId: string): Promise<[accountId: string, appIds: string[]]> {
  return [accountId, (await database.query<{ id: string }>('select id from apps where account_id = $1', [accountId])).map(({ id }) => id)];
}

/** A hash of an account's rows in each table, by one statement. */
export async function hashes(database: TestDatabase, tables: readonly TenantTable[], accountId: string): Promise<Record<string, string>> {
  const each = tables.map((table) => `select '${table.name}' as name, (select md5(coalesce(string_agg(r::text, e'\\n' order by r::text), '')) from ${table.name} r where ${isTheirs(table)}) as hash`);
  const rows = await database.query<{ name: string; hash: string }>(`with given as (select $1::text, $2::text[]) ${each.join(' union all ')}`, await tenantOf(database, accountId));
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
}
