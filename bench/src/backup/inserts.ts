import { randomBytes } from 'node:crypto';
import { newId } from '@parley/kernel';
import pg from 'pg';
import type { FilledApp } from './fill.js';

const CONNECTIONS = 4;
const BODY_BYTES = 430;
const INSERT = {
  name: 'bench-insert',
  text: `insert into messages (app_id, conversation_id, id, ordinal, received, author_type, sealed_body) values ($1, $2, $3, $4, now(), 'business', $5)`,
};

/** Bare rows, one a transaction, from four connections that do nothing else: as fast as this machine writes. Answers rows and rows per second. */
export async function insertBare(url: string, apps: readonly FilledApp[], seconds: number): Promise<{ readonly rows: number; readonly perSecond: number }> {
  const owners = apps.flatMap((app) => app.owners);
  const body = randomBytes(BODY_BYTES);
  const began = performance.now();
  let rows = 0;
  const connection = async (): Promise<void> => {
    const client = new pg.Client(url);
    await client.connect();
    try {
      while (performance.now() - began < seconds * 1000) {
        const owner = owners[rows % owners.length];
        rows += 1;
        await client.query({ ...INSERT, values: [owner?.tenant, owner?.subject.slice('conversation:'.length), newId(), 1e9 + rows, body] });
      }
    } finally {
      await client.end();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  return { rows, perSecond: (rows * 1000) / (performance.now() - began) };
}
