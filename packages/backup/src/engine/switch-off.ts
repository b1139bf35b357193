import type { Logger } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import { ReplicationConnection } from '../stream/connection/replication-connection.js';
import { slotState } from '../stream/slot-state.js';
import { endChain, openChain } from './chains.queries.js';

/**
 * Backups were switched off: the slot is dropped, so that the server keeps nothing for it, and the chain ends. In the zones
 * the gap is recorded when they are switched on again. Answers whether there was anything to end. Rejects where somebody
 * still writes.
 */
export async function switchOff(db: Database, url: string, logger: Pick<Logger, 'warn'>): Promise<boolean> {
  const open = await openChain(db.system());
  if (!open) return false;
  const connection = await ReplicationConnection.open(url);
  try {
    const state = await slotState((text) => connection.query(text), open.identity.slot);
    // A copy of a database knows the slot of the other by name.
    if (state?.database === 'this') await connection.dropSlot(open.identity.slot);
  } finally {
    await connection.close();
  }
  await endChain(db.system(), open.identity.id, 'switched_off', false);
  logger.warn({ chain: open.identity.id }, 'backups were switched off: the database is protected by none from now on');
  return true;
}
