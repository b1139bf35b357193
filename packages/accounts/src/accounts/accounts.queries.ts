import type { Sql } from '@parley/persistence';

/** A row of `accounts`, as operators see it. */
export interface AccountRow {
  readonly id: string;
  readonly display_name: string;
  readonly created_at: Date;
}

export async function insertAccount(sql: Sql, id: string, displayName: string): Promise<void> {
  await sql.query('insert into accounts (id, display_name) values ($1, $2)', [id, displayName]);
}

/** The oldest `limit` accounts, or all. Runs in the system scope. */
export const listAccounts = (sql: Sql, limit: number | null): Promise<AccountRow[]> =>
  sql.query('select id, display_name, created_at from accounts order by id limit $1', [limit]);
