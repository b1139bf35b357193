import { createHash } from 'node:crypto';
import { PARLEY, recordAct, type CheckpointSigner } from '@parley/audit-log';
import type { ScopedSql } from '@parley/persistence';
import { COMPLETE, LOCK } from './due.queries.js';
import { toErasure, type ErasureRow } from './erasure.row.js';
import { signReceipt } from './receipt.js';

/** A receipt must not be lost with a crash of the database, whatever this process's other commits wait for. */
const DURABLE = "select set_config('synchronous_commit', 'on', true), clock_timestamp() as now";

/** Signs the receipt and records the end, all in one transaction of the system's scope; once, however many try. */
export async function complete(db: ScopedSql, id: string, signer: CheckpointSigner): Promise<void> {
  await db.transaction(async (tx) => {
    const [row] = await tx.query<ErasureRow>(LOCK, [id]);
    if (row?.state !== 'destroying' || row.destroyed_at === null) return;
    const [{ now } = { now: row.destroyed_at }] = await tx.query<{ now: Date }>(DURABLE);
    const erasure = toErasure(row);
    const receipt = await signReceipt({ ...erasure, destroyedAt: row.destroyed_at, completedAt: now }, signer);
    await tx.query(COMPLETE, [id, now, receipt]);
    const { appId, accountId, kind, targetId } = erasure;
    await recordAct(tx, { ...PARLEY, appId, accountId }, {
      action: 'erasure:complete', target: { type: kind, id: targetId },
      details: { erasureId: id, keys: erasure.keys.length, receipt: createHash('sha256').update(receipt).digest('hex') },
    });
  });
}
