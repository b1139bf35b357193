import { newId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';

/** What somebody may ask of who writes backups. */
export type RunKind = 'snapshot' | 'expire' | 'keys' | 'drill' | 'continuity';

/** What the one process does that writes backups, and no other. */
export const WRITERS_KINDS: readonly RunKind[] = ['snapshot', 'keys', 'drill', 'continuity'];

/** Something that was asked for, and how it goes. */
export interface Run {
  readonly id: string;
  readonly kind: RunKind;
  readonly state: 'asked' | 'running' | 'done' | 'failed';
  readonly askedBy: string;
  readonly askedAt: Date;
  /** What is wanted of it. */
  readonly given: unknown;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly done: number;
  readonly total: number | null;
  readonly result: unknown;
  readonly error: string | null;
}

const COLUMNS = `id, kind, state, asked_by as "askedBy", asked_at as "askedAt", given, started_at as "startedAt", ended_at as "endedAt", done::float8 as done, total::float8 as total, result, error`;

/** Asks for a run, whose id it answers; one of the kind that waits already, and of which the same is wanted, stands for both. In the system scope, as all below. */
export async function askForRun(sql: Sql, kind: RunKind, askedBy: string, given?: object): Promise<string> {
  const wanted = given === undefined ? null : JSON.stringify(given);
  const [waiting] = await sql.query<{ id: string }>("select id from backup_runs where kind = $1 and state = 'asked' and given is not distinct from $2::jsonb", [kind, wanted]);
  if (waiting) return waiting.id;
  const id = newId();
  await sql.query('insert into backup_runs (id, kind, asked_by, given) values ($1, $2, $3, $4)', [id, kind, askedBy, wanted]);
  return id;
}

/** The next one that waits, which now runs. */
export async function beginRun(sql: Sql, kind: RunKind): Promise<Run | undefined> {
  const [run] = await sql.query<Run & Record<string, unknown>>(
    `update backup_runs set state = 'running', started_at = clock_timestamp()
     where id = (select id from backup_runs where kind = $1 and state = 'asked' order by asked_at, id limit 1) and state = 'asked' returning ${COLUMNS}`, [kind]);
  return run;
}

export async function noteProgress(sql: Sql, id: string, done: number, total: number): Promise<void> {
  await sql.query("update backup_runs set done = $2, total = $3 where id = $1 and state = 'running'", [id, Math.round(done), Math.round(total)]);
}

/** Ends a run with what came of it, or with the code of an error. */
export async function endRun(sql: Sql, id: string, outcome: { readonly result: object } | { readonly error: string }): Promise<void> {
  const [state, result, error] = 'result' in outcome ? ['done', JSON.stringify(outcome.result), null] : ['failed', null, outcome.error];
  await sql.query("update backup_runs set state = $2, result = $3, error = $4, ended_at = clock_timestamp() where id = $1 and state = 'running'", [id, state, result, error]);
}

/** Writes down what was done without being asked for, and began at `startedAt`, by the database's clock. */
export async function recordRun(sql: Sql, kind: RunKind, by: string, startedAt: Date, result: object): Promise<void> {
  await sql.query("insert into backup_runs (id, kind, asked_by, state, asked_at, started_at, ended_at, result) values ($1, $2, $3, 'done', $4, $4, clock_timestamp(), $5)", [newId(), kind, by, startedAt, JSON.stringify(result)]);
}

/** Runs of these kinds that somebody who is gone left running. Only kinds that nobody does but who asks: what another process does at this moment goes on. */
export async function failAbandonedRuns(sql: Sql, kinds: readonly RunKind[]): Promise<void> {
  await sql.query("update backup_runs set state = 'failed', error = 'abandoned', ended_at = clock_timestamp() where state = 'running' and kind = any($1)", [kinds]);
}

export async function findRun(sql: Sql, id: string): Promise<Run | undefined> {
  return (await sql.query<Run & Record<string, unknown>>(`select ${COLUMNS} from backup_runs where id = $1`, [id]))[0];
}

/** The newest of a kind that came to a good end. */
export async function lastDone(sql: Sql, kind: RunKind): Promise<Run | undefined> {
  return (await sql.query<Run & Record<string, unknown>>(`select ${COLUMNS} from backup_runs where kind = $1 and state = 'done' order by asked_at desc limit 1`, [kind]))[0];
}

/** Runs that have ended are kept for so long. */
export async function purgeRuns(sql: Sql, keptSeconds: number): Promise<void> {
  await sql.query('delete from backup_runs where ended_at < now() - make_interval(secs => $1)', [keptSeconds]);
}
