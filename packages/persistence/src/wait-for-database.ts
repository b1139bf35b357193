import pg from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import { sqlOf } from './admin-client.js';
import { endClient } from './connection.js';
import { DatabaseUnfit } from './database-unfit.js';
import { NOT_MADE, TOO_NEW } from './migrator.js';
import { refuseOtherEnvironment } from './roles.js';
import { refusePowerfulRole } from './runtime-role.js';
import { schemaState, type Migration } from './schema-state.js';
import { refuseOldServer, serverVersion } from './server-version.js';

/** What a database must be before anybody works on it. */
export interface DatabaseState {
  readonly migrations: readonly Migration[];
  readonly environment: string;
}

/** What a process that waits needs of a database. */
export interface DatabaseNeeds extends DatabaseState {
  /** Told each time the reason for waiting changes. */
  readonly log: (line: string) => void;
}

const [FIRST_WAIT_MS, LONGEST_WAIT_MS, ANSWER_MS] = [100, 2000, 5000];
/** Wrong password, and a role that may not log in: waiting does not mend them. */
const REFUSED = new Set(['28P01', '28000']);

/**
 * Resolves when the database answers and its schema is complete.
 * Throws DatabaseUnfit when waiting is of no use: an old server, a role that may too much, another environment, a newer schema.
 */
export async function waitForDatabase(url: string, needs: DatabaseNeeds): Promise<void> {
  let told: string | undefined;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    const reason = await missing(url, needs).catch(whyNoAnswer);
    if (reason === undefined) return;
    if (reason !== told) needs.log(`Waiting. ${reason}`);
    told = reason;
    await delay(wait);
  }
}

/** The same for a command, which does not wait: what is missing is a DatabaseUnfit too. Rejects with the driver's error when there is no answer. */
export async function requireDatabase(url: string, needs: DatabaseState): Promise<void> {
  const reason = await missing(url, needs);
  if (reason !== undefined) throw new DatabaseUnfit(reason);
}

function whyNoAnswer(error: unknown): string {
  if (error instanceof DatabaseUnfit) throw error;
  return `The database does not answer (${codeOf(error)})`;
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'no answer');

/** What an administrator has yet to do to the database, if anything. */
async function missing(url: string, { migrations, environment }: DatabaseState): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: ANSWER_MS, query_timeout: ANSWER_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const sql = sqlOf(client);
    refuseOldServer(await serverVersion(sql), 'DATABASE_URL');
    await refusePowerfulRole(sql);
    const state = await schemaState(sql, migrations);
    refuseOtherEnvironment(state.environment, environment);
    if (state.tooNew) throw new DatabaseUnfit(TOO_NEW);
    if (state.environment === undefined) return NOT_MADE;
    const { length } = state.pending;
    return length > 0 ? `The database needs ${length} ${length === 1 ? 'migration' : 'migrations'}: parley db migrate` : undefined;
  } catch (error) {
    if (REFUSED.has(codeOf(error))) throw new DatabaseUnfit(`The database refuses the log-in of DATABASE_URL (${codeOf(error)})`, { cause: error });
    throw error;
  } finally {
    await endClient(client);
  }
}
