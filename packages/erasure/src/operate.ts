import { recordAct, type Actor } from '@parley/audit-log';
import { AppError, type AppId } from '@parley/kernel';
import type { Database, Sql } from '@parley/persistence';
import { LOCK } from './due.queries.js';
import { ERASURE_COLUMNS, toErasure, type ErasureRow } from './erasure.row.js';
import type { ErasureTarget } from './erasure-target.js';
import type { Erasure } from './erasure.js';
import type { ErasureLedger } from './ledger.js';

/** Erasures of one app or of all, those that were asked for last first; only open ones unless `all`. */
export async function listErasures(db: Database, { appId, all = false }: { readonly appId?: string; readonly all?: boolean }): Promise<Erasure[]> {
  const rows = await db.system().query<ErasureRow>(
    `select ${ERASURE_COLUMNS} from erasures where ($1::text is null or app_id = $1) and ($2 or state in ('pending', 'destroying')) order by id desc`, [appId ?? null, all]);
  return rows.map(toErasure);
}

/** One erasure by its id. Raises `not_found`. */
export async function findErasure(db: Database, id: string): Promise<Erasure> {
  const [row] = await db.system().query<ErasureRow>(`select ${ERASURE_COLUMNS} from erasures where id = $1`, [id]);
  if (!row) throw new AppError('not_found', 'There is no erasure of this id');
  return toErasure(row);
}

/** What cancelling needs. */
export interface CancelParts {
  readonly db: Database;
  readonly ledger: ErasureLedger;
  readonly targets: readonly ErasureTarget[];
  readonly by: Actor;
}

/** Takes an erasure back while it is pending, and shows what was hidden. Raises `not_found`, `conflict` when it is too late. */
export async function cancelErasure({ db, ledger, targets, by }: CancelParts, id: string): Promise<Erasure> {
  const { appId } = await findErasure(db, id);
  // A copy of the database from before the keys were destroyed may still call it pending.
  if (await ledger.entry(id)) throw tooLate();
  return db.app(appId).transaction(async (tx) => {
    const erasure = await pending(tx, id);
    const target = targets.find(({ kind }) => kind === erasure.kind);
    await target?.reveal(tx, erasure);
    await tx.query("update erasures set state = 'cancelled', waiting = null where id = $1", [id]);
    await record(tx, by, erasure, 'erasure:cancel');
    return erasure;
  });
}

/** Makes pending erasures due at once: one by its id, or all of an app. Answers those that are pending now. Raises `not_found`, `conflict`. */
export async function hastenErasures(db: Database, which: { readonly id: string } | { readonly appId: string }, by: Actor): Promise<Erasure[]> {
  const found = 'id' in which ? [await findErasure(db, which.id)] : (await listErasures(db, which)).filter(({ state }) => state === 'pending');
  return Promise.all(found.map(({ id }) => db.system().transaction(async (tx) => {
    const erasure = await pending(tx, id);
    await tx.query('update erasures set due_at = least(due_at, now()) where id = $1', [id]);
    await record(tx, by, erasure, 'erasure:hasten');
    return erasure;
  })));
}

async function pending(tx: Sql, id: string): Promise<Erasure> {
  const [row] = await tx.query<ErasureRow>(LOCK, [id]);
  if (row?.state !== 'pending') throw tooLate();
  return toErasure(row);
}

const record = (tx: Sql, by: Actor, { id, appId, accountId, kind, targetId }: Erasure, action: 'erasure:cancel' | 'erasure:hasten'): Promise<string> =>
  recordAct(tx, { ...by, appId: appId satisfies AppId, accountId }, { action, target: { type: kind, id: targetId }, details: { erasureId: id } });

const tooLate = (): AppError => new AppError('conflict', 'The erasure has begun, is complete or was cancelled');
