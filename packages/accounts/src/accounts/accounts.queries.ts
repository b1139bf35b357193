import type { Sql } from '@parley/persistence';

/** A row of `accounts`, as operators see it. */
export interface AccountRow {
  readonly id: string;
  readonly display_name: string;
  readonly created_at: Date;
  readonly key_secrets_readable: boolean;
}

const COLUMNS = `id, display_name, created_at, coalesce(settings->'keySecretsReadable' = 'true'::jsonb, false) as key_secrets_readable`;

export async function insertAccount(sql: Sql, id: string, displayName: string): Promise<void> {
  await sql.query('insert into accounts (id, display_name) values ($1, $2)', [id, displayName]);
}

/** The oldest `limit` accounts, or all. Runs in the system scope. */
export const listAccounts = (sql: Sql, limit: number | null): Promise<AccountRow[]> =>
  sql.query(`select ${COLUMNS} from accounts order by id limit $1`, [limit]);

/** Sets one setting and leaves the others; answers nothing when there is no such account. */
export async function setKeySecretsReadable(sql: Sql, id: string, readable: boolean): Promise<AccountRow | undefined> {
  const update = `update accounts set settings = settings || jsonb_build_object('keySecretsReadable', $2::boolean) where id = $1 returning ${COLUMNS}`;
  return (await sql.query<AccountRow>(update, [id, readable]))[0];
}
