import type { Sql } from '@parley/persistence';
import { AuditFault } from '../audit-fault.js';
import type { CheckpointPlace } from '../places/checkpoint-place.js';
import { lastCheckpoint, type LogIdentity } from '../places/last-checkpoint.js';
import { rootOf } from '../tree/leaf-reader.js';
import { leavesOf, type LogState } from './log-state.js';
import { within } from './within.js';

/** How long a place is waited for, in milliseconds. */
const PATIENCE_MS = 5000;

type Last = NonNullable<Awaited<ReturnType<typeof lastCheckpoint>>>;

/**
 * Stands before the tree: nothing is appended to it, nor signed, unless it goes on from what the places have. A database that
 * was restored, or rolled back, would otherwise give places in the tree out twice. Looks at a start, and when the tree is
 * another or has become smaller; entries wait meanwhile, and acts are recorded.
 */
export class PlacesGuard {
  private seen: { readonly tree: number; readonly size: number } | undefined;

  constructor(
    private readonly log: LogIdentity,
    private readonly places: readonly CheckpointPlace[],
  ) {}

  /**
   * Raises AuditFault `place_ahead` where a place has more of the log than the database, `place_diverges` where it has another,
   * and what reading raised when there are places and none can be read. One that cannot be read, while another can, holds
   * nothing up: what it has is compared when something is put there.
   */
  async check(sql: Sql, { tree, size }: LogState): Promise<void> {
    if (this.seen?.tree !== tree || size < this.seen.size) await this.compare(sql, { tree, size });
    this.seen = { tree, size };
  }

  private async compare(sql: Sql, end: { readonly tree: number; readonly size: number }): Promise<void> {
    const answers = await Promise.allSettled(this.places.map((place) => within(lastCheckpoint(place, this.log), PATIENCE_MS)));
    for (const [index, answer] of answers.entries()) {
      if (answer.status === 'fulfilled' && answer.value) await leadsOn(sql, end, answer.value, this.places[index]?.name ?? '');
    }
    const failed = answers.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected' && answers.every(({ status }) => status === 'rejected')) throw failed.reason;
  }
}

async function leadsOn(sql: Sql, { tree, size }: { readonly tree: number; readonly size: number }, last: Last, place: string): Promise<void> {
  const { size: kept, root } = last.checkpoint;
  if (last.tree > tree || (last.tree === tree && kept > size)) {
    throw new AuditFault('place_ahead', `${place} has tree ${last.tree} with ${kept} entries, and the database tree ${tree} with ${size}. If a backup was restored, parley audit restored says so; if not, parley audit verify tells what is missing`);
  }
  if (last.tree < tree || (await rootOf(leavesOf(sql, tree), { from: 0, to: kept })).equals(root)) return;
  throw new AuditFault('place_diverges', `${place} has other entries under its checkpoint of tree ${tree}, size ${kept}, than the database: parley audit verify says which`);
}
