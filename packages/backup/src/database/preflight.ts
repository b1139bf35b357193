import { connectionOptions, endClient, sqlOf, type Sql } from '@parley/persistence';
import pg from 'pg';
import { roleFindings, serverFindings, tableFindings, type Finding } from './preflight.findings.js';
import { EXCLUDED, HAS_CHAINS, HAS_PUBLICATION, IDENTITY, OWN_SLOTS, RIGHTS, SERVER, UNPUBLISHED, UNREADABLE, type RoleRights, type ServerState } from './preflight.queries.js';

type Asks = Pick<Sql, 'query'>;

/**
 * What keeps backups of a database from working, each in one line that says what to set; nothing when all is there. Asks as
 * the role of PARLEY_BACKUP_DATABASE_URL, and `runtime`, which is DATABASE_URL's, whether both lead to the same database.
 * Rejects with the driver's error where a question fails.
 */
export async function preflight(backupUrl: string, runtime: Asks): Promise<readonly Finding[]> {
  const client = new pg.Client({ connectionString: backupUrl, application_name: 'parley backup', ...connectionOptions() });
  client.on('error', () => undefined);
  try {
    const refused = await client.connect().then(() => undefined, codeOf);
    if (refused !== undefined) return [{ code: 'no_connection', line: `PARLEY_BACKUP_DATABASE_URL does not lead into the database (${refused}): parley db init makes its role` }];
    const found = await findings(sqlOf(client), runtime);
    return found.length > 0 ? found : await replicationFindings(backupUrl);
  } finally {
    await endClient(client);
  }
}

async function findings(sql: Asks, runtime: Asks): Promise<Finding[]> {
  // The rest would be said of a database that is not meant.
  if (JSON.stringify(await sql.query(IDENTITY)) !== JSON.stringify(await runtime.query(IDENTITY))) {
    return [{ code: 'other_database', line: 'PARLEY_BACKUP_DATABASE_URL leads to another database than DATABASE_URL: set both to the same server and database' }];
  }
  const ours = (await sql.query(HAS_CHAINS)).length > 0 ? await sql.query<{ slot: string }>(OWN_SLOTS) : [];
  const [server] = await sql.query<ServerState>(SERVER, [ours.map(({ slot }) => slot)]);
  const [rights] = await sql.query<RoleRights>(RIGHTS);
  if (!server || !rights) throw new Error('The server answered nothing');
  const publication = (await sql.query(HAS_PUBLICATION)).length > 0;
  const tables = { unreadable: await names(sql, UNREADABLE), unpublished: await names(sql, UNPUBLISHED, [EXCLUDED]), publication };
  return [...serverFindings(server), ...roleFindings(rights, server), ...tableFindings(tables)];
}

const names = async (sql: Asks, text: string, values: readonly unknown[] = []): Promise<string[]> => (await sql.query<{ name: string }>(text, values)).map(({ name }) => name);

/** A pooler, or the server's rules of access (pg_hba.conf), may let ordinary connections pass and no others. */
async function replicationFindings(backupUrl: string): Promise<Finding[]> {
  // Known to the driver, not to its types.
  const client = new pg.Client({ connectionString: backupUrl, application_name: 'parley backup', replication: 'database', ...connectionOptions() } as pg.ClientConfig);
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('IDENTIFY_SYSTEM');
    return [];
  } catch (error) {
    return [{ code: 'no_replication_connection', line: `The server takes no connection for replication at PARLEY_BACKUP_DATABASE_URL (${codeOf(error)}): lead it to the server itself, not to a pooler, and let the role in by pg_hba.conf` }];
  } finally {
    await endClient(client);
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'no answer');
