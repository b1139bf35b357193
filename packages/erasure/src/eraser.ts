import { randomUUID } from 'node:crypto';
import type { CheckpointSigner } from '@parley/audit-log';
import type { KeyDestroyer } from '@parley/crypto-at-rest';
import type { Database, Sql } from '@parley/persistence';
import { underWayEnded } from './barrier.js';
import { complete } from './complete.js';
import { CLAIM, COUNT, DESTROYED, LEAVE, LEASE_SECONDS, RENEW } from './due.queries.js';
import { begin, type HeldQuestion } from './begin.js';
import type { Dropping } from './dropping.js';
import { droppedOf } from './dropping.js';
import { toErasure, type ErasureRow } from './erasure.row.js';
import type { ErasureTarget } from './erasure-target.js';
import type { Erasure, ErasureKind } from './erasure.js';
import type { ErasureLedger } from './ledger.js';

/** Rows of one transaction. */
const BATCH = 1000;

/** What erasing is made of. */
export interface EraserParts {
  /** Its statements may take minutes. */
  readonly db: Database;
  readonly keys: Pick<KeyDestroyer, 'destroy' | 'destroyTenant'>;
  readonly ledger: ErasureLedger;
  readonly targets: readonly ErasureTarget[];
  /** What waits or is kept and quotes what is erased; by the name under which the receipt counts it. */
  readonly droppings: Readonly<Record<string, Dropping>>;
  readonly isHeld: HeldQuestion;
  readonly signer: CheckpointSigner;
  /** Told of what did not go on; it is tried again. */
  readonly onFault: (erasureId: string, error: unknown) => void;
}

/**
 * Carries out erasures that are due: each step may be killed and done again, by whoever comes next. Several processes work
 * side by side, each on its own.
 */
export class Eraser {
  private readonly name = randomUUID();

  constructor(private readonly parts: EraserParts) {}

  /** Carries out the next (due.queries.ts), of `among` if given; answers its id, or nothing when none is due. Rejects when none could be looked for. */
  async next(signal: AbortSignal, among?: readonly string[]): Promise<string | undefined> {
    const system = this.parts.db.system();
    const [row] = await system.query<ErasureRow>(CLAIM, [this.name, among ?? null]);
    if (!row) return undefined;
    const renewing = setInterval(() => void system.query(RENEW, [row.id, this.name]).catch(() => undefined), (LEASE_SECONDS * 1000) / 4);
    try {
      await this.leave(row.id, await this.carryOut(toErasure(row), signal));
    } catch (error) {
      if (!signal.aborted) this.parts.onFault(row.id, error);
      await this.leave(row.id, signal.aborted ? null : codeOf(error)).catch(() => undefined);
    } finally {
      clearInterval(renewing);
    }
    return row.id;
  }

  /** Answers why it did not go on, or null. */
  private async carryOut(erasure: Erasure, signal: AbortSignal): Promise<'held' | null> {
    const { db, keys, ledger, signer, isHeld } = this.parts;
    const target = this.target(erasure.kind);
    const begun = await begin(db, erasure, isHeld);
    if (begun !== 'begun') return begun === 'held' ? 'held' : null;
    await underWayEnded(db.system(), signal);
    await ledger.add(erasure);
    await this.drop(erasure, signal);
    const gone = erasure.kind === 'app' ? await keys.destroyTenant(db, erasure.appId, { signal }) : await keys.destroy(db, erasure.appId, erasure.subjects, { signal });
    await db.system().query(DESTROYED, [erasure.id, JSON.stringify(gone)]);
    await this.inBatches(signal, async () => {
      const rows = await target.purge(db, erasure, BATCH);
      await db.system().query(COUNT, [erasure.id, 'rows', rows]);
      return rows;
    });
    await complete(db.system(), erasure.id, signer);
    return null;
  }

  private target(kind: ErasureKind): ErasureTarget {
    const target = this.parts.targets.find((one) => one.kind === kind);
    if (!target) throw new Error(`Nobody removes what is erased of the kind ${kind}`);
    return target;
  }

  /** Counted in the transaction that drops, so that the receipt tells of each once. */
  private async drop(erasure: Erasure, signal: AbortSignal): Promise<void> {
    for (const [what, dropping] of Object.entries(this.parts.droppings)) {
      await this.inBatches(signal, () => this.parts.db.app(erasure.appId).transaction(async (tx: Sql) => {
        const rows = await dropping(tx, droppedOf(erasure), BATCH);
        await tx.query(COUNT, [erasure.id, what, rows]);
        return rows;
      }));
    }
  }

  private async inBatches(signal: AbortSignal, remove: () => Promise<number>): Promise<void> {
    for (let rows = BATCH; rows >= BATCH; rows = await remove()) signal.throwIfAborted();
  }

  private async leave(id: string, why: string | null): Promise<void> {
    await this.parts.db.system().query(LEAVE, [id, this.name, why]);
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'failed');
