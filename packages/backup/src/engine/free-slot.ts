import type { Repository } from '../format/repository-keys.js';
import type { ReplicationConnection } from '../stream/connection/replication-connection.js';

interface Found extends Record<string, unknown> {
  readonly oid: string;
  readonly slots: readonly string[];
}

const OF_THIS_DATABASE = `
  select oid::text, array(select slot_name::text from pg_replication_slots s where s.database = d.datname) as slots
  from pg_database d where datname = current_database()`;

/**
 * The name of the slot for a database's next chain, after what chains before left of theirs was dropped; waits until nobody
 * reads it. Slots are a server's, and a copy of a database on the same server has its repository's id: so the name has the
 * database's own, and no slot of another database is touched.
 */
export async function freeSlot(connection: Pick<ReplicationConnection, 'query' | 'dropSlot'>, { id }: Repository): Promise<string> {
  const ours = `parley_${id.slice(0, 16)}`;
  const [{ oid, slots } = { oid: '', slots: [] }] = await connection.query<Found>(OF_THIS_DATABASE);
  for (const slot of slots) if (slot.startsWith(ours)) await connection.dropSlot(slot);
  return `${ours}_${oid}`;
}
