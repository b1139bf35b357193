import { newId } from '@parley/kernel';
import type { Filler } from './fill.js';
import type { Postgresql15 } from './postgresql-15.js';
import type { Living } from './compared.js';
import { snapshotRun, snapshotRuns, snapshotsSoFar, type SnapshotRun } from './runs.js';

/** A snapshot after something changed. */
export interface Again extends SnapshotRun {
  readonly what: string;
  /** What issue 5 speaks of, and not a point of the curve. */
  readonly judged: boolean;
}

/** Asks for a snapshot and waits for it. */
export async function snapshotNow(server: Postgresql15, { product }: Living): Promise<SnapshotRun> {
  const so = await snapshotsSoFar(server, product.database);
  await product.run('backup', 'now', '--json');
  return snapshotRun(server, product.database, so);
}

/** A snapshot as the schedule asks for one, once it has begun; `ended` resolves with its end. */
export async function snapshotBegun(server: Postgresql15, { product: { database } }: Living): Promise<{ readonly ended: Promise<SnapshotRun> }> {
  const so = await snapshotsSoFar(server, database);
  await server.run(database, `insert into backup_runs (id, kind, asked_by) values ('${newId()}', 'snapshot', 'schedule')`);
  await snapshotRuns(server, database);
  return { ended: snapshotRun(server, database, so) };
}

const touch = (where: string): string => `update messages set received = received + interval '1 second' where ${where}`;
/** Of every hundred or thousand rows one, wherever it lies. */
const random = (share: number): string => touch(`hashtext(id || '${share}') % 1000 between 0 and ${Math.round(share * 500) - 1}`);

/** Takes a snapshot after each kind of change; of a change in place, after what autovacuum would have done. */
export async function takeAgain(server: Postgresql15, living: Living, filler: Filler, megabytes: number, tell: (line: string) => void): Promise<Again[]> {
  const { database } = living.product;
  const [{ pages } = { pages: 0 }] = await server.run<{ pages: number }>(database, `select (pg_relation_size('messages') / 8192)::int as pages`);
  const from = Math.floor(pages / 3);
  const changes: readonly (readonly [string, boolean, () => Promise<unknown>])[] = [
    ['1 % appended', true, () => filler.fill(megabytes / 100)],
    ['1 % changed, one stretch', true, () => server.run(database, touch(`ctid >= '(${from},0)' and ctid < '(${from + Math.ceil(pages / 100)},0)'`), 'vacuum messages')],
    ...[0.001, 0.01, 0.1].map((share) => [`${share * 100} % changed at random`, false, () => server.run(database, random(share), 'vacuum messages')] as const),
  ];
  // What the comparison left is not to count.
  await snapshotNow(server, living);
  const taken: Again[] = [];
  for (const [what, judged, change] of changes) {
    await change();
    const run = await snapshotNow(server, living);
    tell(`${what}: ${(run.storedBytes / 1e6).toFixed(1)} MB stored in ${run.seconds.toFixed(1)} s`);
    taken.push({ ...run, what, judged });
  }
  return taken;
}
