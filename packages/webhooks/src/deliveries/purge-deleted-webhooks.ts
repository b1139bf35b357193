import type { ScopedSql, Sql } from '@parley/persistence';

/**
 * PostgreSQL expects few rows of a webhook, and would read and sort them all for every batch; with half a million left that
 * is a second each. Without sorts and scans there is but the index, which gives them in order, and their place.
 */
const BY_INDEX = "select set_config('enable_sort', 'off', true), set_config('enable_seqscan', 'off', true)";

/** Skips one that another worker is at. */
const NEXT = 'select app_id, webhook_id from deleted_webhooks order by app_id, webhook_id limit 1 for update skip locked';

/**
 * Rows that a webhook left behind, locked in the order of a key: as every statement that locks several lanes, so that none
 * waits in a circle. They are removed by a statement of its own, which is younger than the locks and so sees them as they are.
 */
const lock = (table: string, key: string) =>
  `select ctid as place from ${table} where app_id = $1 and webhook_id = $2 order by ${key} limit $3 for update`;
const remove = (table: string) => `delete from ${table} where ctid = any($1::tid[])`;

const LANES = { lock: lock('webhook_lanes', 'order_key'), remove: remove('webhook_lanes') };
const DELIVERIES = { lock: lock('webhook_deliveries', 'order_key, position'), remove: remove('webhook_deliveries') };

const DEAD = { lock: lock('dead_deliveries', 'event_id'), remove: remove('dead_deliveries') };
const ATTEMPTS = { lock: lock('webhook_attempts', 'id'), remove: remove('webhook_attempts') };

/** Its state goes with the note of it. */
const FORGET = `
  with failing as (delete from failing_webhooks where app_id = $1 and webhook_id = $2)
  delete from deleted_webhooks where app_id = $1 and webhook_id = $2`;

/**
 * Removes what deleted webhooks left behind, at most `limit` rows (1 or more) in short transactions. Answers how many:
 * fewer than `limit` only when nothing is left but what another worker is at.
 */
export async function purgeDeletedWebhooks(db: ScopedSql, limit: number): Promise<number> {
  let removed = 0;
  for (let found = true; found && removed < limit; ) {
    const some = await db.transaction((tx) => purgeNext(tx, limit - removed));
    removed += some;
    found = some > 0;
  }
  return removed;
}

/**
 * Removes at most `limit` rows of one deleted webhook, in the caller's transaction, and answers how many; 0 when there is
 * none. Its lanes go first: only who holds a lane may touch its deliveries, so nobody is at them any more.
 */
export async function purgeNext(tx: Sql, limit: number): Promise<number> {
  const [webhook] = await tx.query<{ app_id: string; webhook_id: string }>(NEXT);
  if (!webhook) return 0;
  await tx.query(BY_INDEX);
  const key = [webhook.app_id, webhook.webhook_id];
  let rows = 0;
  for (const each of [LANES, DELIVERIES, DEAD, ATTEMPTS]) if (rows < limit) rows += await removeRows(tx, each, key, limit - rows);
  if (rows === limit) return rows;
  await tx.query(FORGET, key);
  return rows + 1;
}

async function removeRows(tx: Sql, statements: typeof LANES, key: readonly string[], limit: number): Promise<number> {
  const rows = await tx.query<{ place: string }>(statements.lock, [...key, limit]);
  if (rows.length > 0) await tx.query(statements.remove, [rows.map(({ place }) => place)]);
  return rows.length;
}
