import type { Sql } from '@parley/persistence';
import { AuditFault } from '../audit-fault.js';
import { openCheckpoint } from '../checkpoint/checkpoint.js';
import { treeOrigin } from '../checkpoint/tree-origin.js';
import type { LogIdentity } from '../places/last-checkpoint.js';
import { appendLeaves } from '../tree/leaf-reader.js';
import { TreeHead } from '../tree/tree-head.js';
import { leavesOf, type LogState } from './log-state.js';

/**
 * The present tree as one process has followed it. What it read once it never reads again, so that leaves which are altered
 * later don't come under a signature; from the beginning it starts only when the tree is another or has become smaller.
 */
export class FollowedTree {
  private tree = 0;
  private head = TreeHead.empty();

  constructor(private readonly log: LogIdentity) {}

  /** Whether what was followed is no beginning of the present tree. */
  startsOver({ tree, size }: LogState): boolean {
    return this.tree !== tree || this.head.size > size;
  }

  /** The tree at its present size. Raises AuditFault `log_altered` when the leaves are not those that the last checkpoint covers. */
  async at(sql: Sql, state: LogState): Promise<TreeHead> {
    const head = this.startsOver(state) ? await this.fromTheBeginning(sql, state) : this.head.copy();
    await appendLeaves(head, leavesOf(sql, state.tree), { from: head.size, to: state.size });
    [this.tree, this.head] = [state.tree, head];
    return head;
  }

  private async fromTheBeginning(sql: Sql, { tree, signed }: LogState): Promise<TreeHead> {
    const head = TreeHead.empty();
    if (signed === undefined) return head;
    const { origin, size, root } = openCheckpoint(signed.note, this.log.trusted);
    if (origin !== treeOrigin(this.log.origin, tree) || size !== signed.size) throw altered(tree);
    await appendLeaves(head, leavesOf(sql, tree), { from: 0, to: size }).catch((cause: unknown) => {
      throw cause instanceof AuditFault ? altered(tree, cause) : cause;
    });
    if (!head.root().equals(root)) throw altered(tree);
    return head;
  }
}

const altered = (tree: number, cause?: AuditFault): AuditFault =>
  new AuditFault('log_altered', `The leaves of tree ${tree} are not those that its last checkpoint covers: parley audit verify says where`, { cause });
