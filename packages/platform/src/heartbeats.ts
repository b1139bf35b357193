import type { Database } from '@parley/persistence';

/** How often a worker says that it is alive. */
export const HEARTBEAT_MS = 3000;
/** Silent for longer, it counts as gone: some beats may be late on a busy machine. */
const SILENT_SECONDS = 15;
/** Rows of workers that went without a word are kept this long, to be seen. */
const FORGET_HOURS = 24;

/** Notes that this worker is alive, by the database's clock, and forgets those long gone. */
export async function beat(database: Database, workerId: string): Promise<void> {
  await database.system().query(
    `with gone as (delete from worker_heartbeats where seen_at < now() - make_interval(hours => ${FORGET_HOURS}) and id <> $1)
     insert into worker_heartbeats (id, seen_at) values ($1, now()) on conflict (id) do update set seen_at = excluded.seen_at`,
    [workerId],
  );
}

/** Takes this worker's heartbeat away, when it stops in order. */
export async function stopBeating(database: Database, workerId: string): Promise<void> {
  await database.system().query('delete from worker_heartbeats where id = $1', [workerId]);
}

/** Whether any worker was alive lately. */
export async function someWorkerLives(database: Database): Promise<boolean> {
  const rows = await database.system().query<{ lives: boolean }>(
    `select exists (select from worker_heartbeats where seen_at > now() - make_interval(secs => ${SILENT_SECONDS})) as lives`,
  );
  return rows[0]?.lives ?? false;
}
