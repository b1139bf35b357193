import { randomBytes } from 'node:crypto';
import type { Statement } from '@parley/persistence';
import pg from 'pg';
import { emittedFaults } from '../emitted/emitted-faults.js';
import { BACKUP_ROLE, RUNTIME_ROLE, TEMPLATE } from './names.js';
import type { Queries } from './sql-of.js';
import { databaseUrl } from './with-client.js';

/** The variable by which jest's global setup tells its workers where the server is. Not `PARLEY_…`: those are the product's settings. */
export const SERVER_VARIABLE = 'TEST_POSTGRES_URL';

/** A migrated, empty database of a spec's own; its statements are run as the superuser. */
export interface TestDatabase extends Queries {
  /** A superuser, who sees every row: for setting up and for looking behind the scenes. */
  readonly adminUrl: string;
  /** The runtime role, bound by row-level security as the apps are. */
  readonly url: string;
  /** The role that reads for backups: every row, and the stream of changes. */
  readonly backupUrl: string;
  /** Ends its connections and drops it. Rejects when an event that was emitted in it breaks the documents, unless what the spec emits is made up. */
  close(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** The spec writes events of its own that are none of the contract's: they are not held to it. */
  readonly madeUp?: boolean;
}

/** The specs' server, as its superuser. Raises where the repository's jest configuration has not started one. */
export function testServer(): string {
  const server = process.env[SERVER_VARIABLE];
  if (!server) throw new Error(`${SERVER_VARIABLE} is not set: run the specs with the repository's jest.config.mjs`);
  return server;
}

/** Copies the template (some 50 ms). Needs the repository's jest configuration, which starts the server. */
export async function createTestDatabase({ madeUp = false }: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = testServer();
  const name = `test_${randomBytes(8).toString('hex')}`;
  // One connection to make it and to drop it: each costs as much as the copy does.
  const maker = new pg.Client(server);
  maker.on('error', () => undefined);
  await maker.connect();
  await maker.query(`create database ${name} template ${TEMPLATE}`);
  const adminUrl = databaseUrl(server, name);
  const pool = new pg.Pool({ connectionString: adminUrl, max: 2 });
  // Ended does not mean closed: the database may be dropped before a connection has taken leave.
  pool.on('error', () => undefined);
  const database = {
    adminUrl,
    url: databaseUrl(server, name, RUNTIME_ROLE),
    backupUrl: databaseUrl(server, name, BACKUP_ROLE),
    query: async <Row extends pg.QueryResultRow>(statement: Statement, values: readonly unknown[] = []) =>
      (await pool.query<Row>({ ...(typeof statement === 'string' ? { text: statement } : statement), values: [...values] })).rows,
    close: async () => {
      let faults: string[];
      try {
        faults = madeUp ? [] : await emittedFaults(database);
      } finally {
        await pool.end();
        await maker.query(`drop database ${name} with (force)`);
        await maker.end();
      }
      if (faults.length > 0) throw new Error(`Emitted events break the OpenAPI documents:\n${faults.join('\n')}`);
    },
  };
  return database;
}
