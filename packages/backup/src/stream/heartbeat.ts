import type { Logger } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { HEARTBEAT } from './heartbeat-message.js';

const EVERY_MS = 1000;
const SAY = `
  select pg_logical_emit_message(true, $1, json_build_object('at', $2::text, 'xmax', pg_snapshot_xmax(pg_current_snapshot())::text)::text)`;

/** Says a heartbeat now, in a transaction of its own, with this process's time. */
export async function sayHeartbeat(sql: Pick<Sql, 'query'>): Promise<void> {
  await sql.query(SAY, [HEARTBEAT, new Date().toISOString()]);
}

/** Says a heartbeat each second until it is told to stop; one that fails is logged, and the next one tried. */
export function startHeartbeat(sql: Pick<Sql, 'query'>, logger: Pick<Logger, 'warn'>): { stop(): Promise<void> } {
  let last: Promise<void> = Promise.resolve();
  let under = false;
  const timer = setInterval(() => {
    // Where the database is slow, heartbeats don't queue up before it.
    if (under) return;
    under = true;
    last = sayHeartbeat(sql)
      .catch((error: unknown) => logger.warn({ err: error }, 'A heartbeat for backups could not be written'))
      .finally(() => {
        under = false;
      });
  }, EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await last;
    },
  };
}
