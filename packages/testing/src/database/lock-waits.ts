import { setTimeout as delay } from 'node:timers/promises';
import type { TestDatabase } from './test-database.js';

const [EVERY_MS, LONGEST_MS] = [10, 20_000];
const WAITING = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;

/** Resolves when at least as many of the database's connections wait for locks; rejects when they don't within 20 s. */
export async function lockWaits(database: Pick<TestDatabase, 'query'>, count: number): Promise<void> {
  const end = performance.now() + LONGEST_MS;
  while ((await database.query(WAITING)).length < count) {
    if (performance.now() > end) throw new Error(`Fewer than ${count} connections wait for locks`);
    await delay(EVERY_MS);
  }
}
