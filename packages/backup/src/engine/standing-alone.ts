import type { Sql } from '@parley/persistence';
import type { ChainIdentity } from '../format/manifest.types.js';

/** There is one such chain in a repository: what expires does so by its snapshots' age alone. */
const ID = 'none';

interface Server extends Record<string, unknown> {
  readonly systemIdentifier: string;
  readonly timeline: number;
}

const SERVER = `select (select system_identifier::text from pg_control_system()) as "systemIdentifier", (select timeline_id from pg_control_checkpoint()) as timeline`;

/** What snapshots are of while no changes can be read. It has no manifest of its own, no segments and no end. */
export async function chainOfNone(sql: Sql): Promise<ChainIdentity> {
  const [server] = await sql.query<Server>(SERVER);
  if (!server) throw new Error('The server answered nothing');
  return { id: ID, slot: '', consistentPoint: '0/0', ...server };
}
