import { setTimeout as sleep } from 'node:timers/promises';
import { transactionsUnderWay, type Sql } from '@parley/persistence';

const LOOK_AGAIN_MS = 50;

/**
 * Waits until every transaction has ended that is open now. Whoever began before the target was hidden may still write
 * something that is sealed under its keys; whoever begins later meets the hidden row. Rejects when `signal` is aborted.
 */
export async function underWayEnded(sql: Sql, signal: AbortSignal): Promise<void> {
  let open = await transactionsUnderWay(sql);
  while (open.length > 0) {
    await sleep(LOOK_AGAIN_MS, undefined, { signal });
    open = await transactionsUnderWay(sql, open);
  }
}
