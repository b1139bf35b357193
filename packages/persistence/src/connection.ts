import pg from 'pg';
import { ORDINARY, type TimeBounds } from './session.js';

/** How long a caller waits for a free connection, or a new one, before it is told that the service is busy. */
const CONNECTION_WAIT_MS = 10_000;

/** An idle connection is asked for a sign of life after this time; ten unanswered questions, one a second, end it. */
const KEEP_ALIVE_MS = 10_000;

/**
 * How long a connection stays that nobody uses, in milliseconds. A new one has everything to learn, statements and catalog alike: its
 * first statements take some 60 ms each, just when there is much to do. pg's 10 s end it between any two bursts.
 */
const IDLE_MS = 300_000;

/** How long the end of a connection waits for the server's side of it. */
const END_MS = 2000;

/**
 * What every connection to the database is opened with, so that a server or a network that falls silent is noticed: TCP
 * by itself gives up after a quarter of an hour, and on an idle connection never.
 */
export const connectionOptions = ({ answerMs }: TimeBounds = ORDINARY) => ({
  connectionTimeoutMillis: CONNECTION_WAIT_MS, query_timeout: answerMs, keepAlive: true, keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
});

/** A pool for `DATABASE_URL` that survives errors of its connections: whoever needs one next meets the error, if it lasts. */
export function openPool(connectionString: string, max: number, bounds?: TimeBounds): pg.Pool {
  const pool = new pg.Pool({ connectionString, max, idleTimeoutMillis: IDLE_MS, application_name: 'parley', ...connectionOptions(bounds) });
  pool.on('error', () => undefined);
  // One in use that breaks between two statements has no listener of the pool's, and would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Ends a connection, and cuts it when the server does not take leave in a moment. Never rejects. */
export async function endClient(client: pg.Client): Promise<void> {
  const timer = setTimeout(() => client.connection.stream.destroy(), END_MS);
  await client.end().catch(() => undefined);
  clearTimeout(timer);
}
