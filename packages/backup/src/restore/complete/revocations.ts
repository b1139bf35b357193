import type pg from 'pg';

/** Deletes API keys that were taken back after the moment that is restored. Answers how many there were. */
export async function revokeAgain(client: pg.Client, ids: readonly string[]): Promise<number> {
  const { rowCount } = await client.query('delete from api_keys where id = any($1::text[])', [ids]);
  return rowCount ?? 0;
}
