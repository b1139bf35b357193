import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { Shot } from '../load/job.js';
import type { Subject } from './subject.js';

const POOL_SIZE = 16;
const TABLE = `
  create table messages (
    conversation_id text collate "C" not null,
    id text collate "C" not null,
    received timestamptz not null,
    body jsonb not null,
    primary key (conversation_id, id)
  )`;

/** Starts the bare server on a database of its own in the same PostgreSQL. */
export async function startBaseline(databaseUrl: string): Promise<Subject & { stop(): Promise<void> }> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  await client.query(TABLE);
  await client.end();
  const script = fileURLToPath(new URL('../baseline/server.js', import.meta.url));
  const child = fork(script, [databaseUrl, String(POOL_SIZE)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    origin: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    headers: { 'content-type': 'application/json' },
    stop: async () => {
      if (!child.connected) return;
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

/** The same bodies as Parley gets, to as many conversations. */
export const baselinePosts = (bodies: readonly string[]): Shot[] =>
  bodies.map((body, index) => ({ method: 'POST', path: `/conversation-${index}`, body }));
