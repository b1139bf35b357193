import pg from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import { sqlOf } from './admin-client.js';
import { DatabaseUnfit } from './database-unfit.js';
import { TOO_NEW } from './migrator.js';
import { refuseOtherEnvironment } from './roles.js';
import { schemaState, type Migration } from './schema-state.js';

/** What a process needs of a database before it works on it. */
export interface DatabaseNeeds {
  readonly migrations: readonly Migration[];
  readonly environment: string;
  /** Told each time the reason for waiting changes. */
  readonly log: (line: string) => void;
}

const [FIRST_WAIT_MS, LONGEST_WAIT_MS, CONNECT_MS] = [100, 2000, 5000];
/** Wrong password, and a role that may not log in: waiting does not mend them. */
const REFUSED = new Set(['28P01', '28000']);

/** Resolves when the database answers and its schema is complete. Throws DatabaseUnfit when waiting is of no use. */
export async function waitForDatabase(url: string, needs: DatabaseNeeds): Promise<void> {
  let told: string | undefined;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    const reason = await whyNot(url, needs);
    if (reason === undefined) return;
    if (reason !== told) needs.log(reason);
    told = reason;
    await delay(wait);
  }
}

async function whyNot(url: string, { migrations, environment }: DatabaseNeeds): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const [role] = (await client.query<{ weak: boolean }>('select rolsuper or rolbypassrls as weak from pg_roles where rolname = current_user')).rows;
    if (role?.weak) throw new DatabaseUnfit('DATABASE_URL names a role that bypasses row-level security: use the runtime role');
    const state = await schemaState(sqlOf(client), migrations);
    refuseOtherEnvironment(state.environment, environment);
    if (state.tooNew) throw new DatabaseUnfit(TOO_NEW);
    if (state.environment === undefined) return 'Waiting for the database to be made: parley db init';
    return state.pending.length > 0 ? `Waiting for ${state.pending.length} migrations: parley db migrate` : undefined;
  } catch (error) {
    if (error instanceof DatabaseUnfit) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    if (REFUSED.has(code)) throw new DatabaseUnfit(`The database refuses the log-in of DATABASE_URL (${code})`, { cause: error });
    return `Waiting for the database (${code})`;
  } finally {
    await client.end().catch(() => undefined);
  }
}
