import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Postgresql15 } from './postgresql-15.js';

/** A snapshot that came to its end. */
export interface SnapshotRun {
  readonly seconds: number;
  readonly storedBytes: number;
  /** Of these, the time in which the database's horizon was held. */
  readonly readMs: number;
}

const LONGEST_MS = 15 * 60_000;
const ENDED = `
  select state, error, extract(epoch from ended_at - started_at)::float8 as seconds, result from backup_runs
  where kind = 'snapshot' and state in ('done', 'failed') order by asked_at offset $1 limit 1`;

interface Row {
  readonly state: string;
  readonly error: string | null;
  readonly seconds: number;
  readonly result: { readonly storedBytes: number; readonly readMs: number } | null;
}

/** The nth snapshot of a database, from 0 on, once the worker has taken it. */
export async function snapshotRun(server: Postgresql15, database: string, nth: number): Promise<SnapshotRun> {
  // One connection for all looks: each new one would cost the server CPU time that the snapshot is then said to take.
  const client = new pg.Client(server.url(database));
  await client.connect();
  try {
    for (const deadline = performance.now() + LONGEST_MS; performance.now() < deadline; await delay(250)) {
      const [run] = (await client.query<Row>(ENDED, [nth])).rows;
      if (!run) continue;
      if (run.state !== 'done' || !run.result) throw new Error(`A snapshot failed: ${run.error ?? run.state}`);
      return { seconds: run.seconds, storedBytes: run.result.storedBytes, readMs: run.result.readMs };
    }
    throw new Error('A snapshot did not come to its end');
  } finally {
    await client.end();
  }
}

/** Resolves once one is under way. */
export async function snapshotRuns(server: Postgresql15, database: string): Promise<void> {
  for (const deadline = performance.now() + LONGEST_MS; performance.now() < deadline; await delay(20))
    if ((await server.run(database, `select from backup_runs where kind = 'snapshot' and state = 'running'`)).length > 0) return;
  throw new Error('A snapshot did not begin');
}

/** How many snapshots have ended. */
export async function snapshotsSoFar(server: Postgresql15, database: string): Promise<number> {
  const [row] = await server.run<{ count: number }>(database, `select count(*)::int as count from backup_runs where kind = 'snapshot' and state in ('done', 'failed')`);
  return row?.count ?? 0;
}
