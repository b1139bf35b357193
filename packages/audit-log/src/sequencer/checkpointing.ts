import type { ScopedSql } from '@parley/persistence';
import type { CheckpointSigner } from '../checkpoint/checkpoint-signer.js';
import { signCheckpoint } from '../checkpoint/checkpoint.js';
import { treeOrigin } from '../checkpoint/tree-origin.js';
import type { LogIdentity } from '../places/last-checkpoint.js';
import { FollowedTree } from './followed-tree.js';
import type { LogState } from './log-state.js';
import { KEEP_CHECKPOINT, TRY_LOCK, URGENT } from './sequencer.queries.js';

/** Seconds from a checkpoint to the next: of acts that wait for none, and of those that do. */
const [LONGEST, SHORTEST] = [60, 1];

/** Signs what was appended, when it is time. */
export class Checkpointing {
  private readonly tree: FollowedTree;

  constructor(
    private readonly signer: CheckpointSigner,
    private readonly log: LogIdentity,
  ) {
    this.tree = new FollowedTree(log);
  }

  /**
   * Signs a checkpoint over the present tree if one is due, and keeps it in the database; answers whether it did.
   * Raises AuditFault `log_altered` when the log was altered: nothing is signed then.
   */
  async signIfDue(db: ScopedSql, state: LogState): Promise<boolean> {
    if (!(await isDue(db, state))) return false;
    const head = await this.tree.at(db, state);
    const note = await signCheckpoint({ origin: treeOrigin(this.log.origin, state.tree), size: head.size, root: head.root(), extensions: [] }, this.signer);
    return db.transaction(async (tx) => {
      const [lock] = await tx.query<{ alone: boolean }>(TRY_LOCK);
      if (lock?.alone) await tx.query(KEEP_CHECKPOINT, [state.tree, head.size, note.toString()]);
      return lock?.alone ?? false;
    });
  }
}

async function isDue(db: ScopedSql, { tree, size, signed }: LogState): Promise<boolean> {
  if (size === 0 || size === signed?.size) return false;
  // Less than nothing, when the database's clock was set back.
  if (signed === undefined || signed.secondsAgo >= LONGEST || signed.secondsAgo < 0) return true;
  if (signed.secondsAgo < SHORTEST) return false;
  const [row] = await db.query<{ urgent: boolean }>(URGENT, [tree, signed.size]);
  return row?.urgent ?? false;
}
