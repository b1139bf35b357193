import type { DestroyedKey, ErasedSubject } from '@parley/crypto-at-rest';
import { asAccountId, asAppId } from '@parley/kernel';
import type { Erasure, ErasureKind, ErasureState } from './erasure.js';

/** A row of `erasures`. */
export interface ErasureRow {
  readonly [column: string]: unknown;
  readonly id: string;
  readonly app_id: string;
  readonly account_id: string | null;
  readonly kind: ErasureKind;
  readonly target_id: string;
  readonly subjects: readonly ErasedSubject[];
  readonly requested_at: Date;
  readonly requested_by: string;
  readonly due_at: Date;
  readonly state: ErasureState;
  readonly waiting: string | null;
  readonly keys: readonly DestroyedKey[];
  readonly counts: Readonly<Record<string, number>>;
  readonly destroyed_at: Date | null;
  readonly completed_at: Date | null;
  readonly receipt: string | null;
}

/** The columns of `erasures` that are told. */
export const ERASURE_COLUMNS =
  'id, app_id, account_id, kind, target_id, subjects, requested_at, requested_by, due_at, state, waiting, keys, counts, destroyed_at, completed_at, receipt';

/** The erasure that a row holds. */
export const toErasure = (row: ErasureRow): Erasure => ({
  id: row.id,
  appId: asAppId(row.app_id),
  accountId: row.account_id === null ? undefined : asAccountId(row.account_id),
  kind: row.kind,
  targetId: row.target_id,
  subjects: row.subjects,
  requestedAt: row.requested_at,
  requestedBy: row.requested_by,
  dueAt: row.due_at,
  state: row.state,
  waiting: row.waiting ?? undefined,
  keys: row.keys,
  counts: row.counts,
  destroyedAt: row.destroyed_at ?? undefined,
  completedAt: row.completed_at ?? undefined,
  receipt: row.receipt ?? undefined,
});
