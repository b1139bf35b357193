import type { Database, Sql } from '@parley/persistence';
import { BEGIN, LOCK } from './due.queries.js';
import { toErasure, type ErasureRow } from './erasure.row.js';
import type { Erasure } from './erasure.js';

/** Whether a legal hold reaches what is to be erased; asked in a transaction of the app's scope, until whose end none is placed. */
export type HeldQuestion = (tx: Sql, erasure: Erasure) => Promise<boolean>;

/** Passes the point from which there is no way back, unless the erasure was cancelled or is held. */
export const begin = (db: Database, { id, appId }: Erasure, isHeld: HeldQuestion): Promise<'begun' | 'held' | 'over'> =>
  db.app(appId).transaction(async (tx) => {
    const [row] = await tx.query<ErasureRow>(LOCK, [id]);
    if (row?.state === 'destroying') return 'begun';
    if (row?.state !== 'pending') return 'over';
    if (await isHeld(tx, toErasure(row))) return 'held';
    await tx.query(BEGIN, [id]);
    return 'begun';
  });
