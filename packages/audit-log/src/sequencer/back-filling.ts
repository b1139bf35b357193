import { monotonicClock } from '@parley/kernel';
import { backFill } from '../places/back-fill.js';
import type { CheckpointPlace } from '../places/checkpoint-place.js';
import { PlaceWriter } from '../places/place-writer.js';
import { keptSizes } from '../places/kept.js';
import { leavesOf } from './log-state.js';
import { loggedTrees } from './logged-trees.js';
import type { Fed } from './fed-place.js';
import { CHECKPOINTS_AFTER } from './sequencer.queries.js';
import { within } from './within.js';

/** Milliseconds until it is tried again after a failure, and how long another place is waited for. */
const [AGAIN_MS, PATIENCE_MS] = [30_000, 10_000];

/**
 * Gives a place what it has not of the trees before the present one: from the other places, which may have more of them than
 * a restored database, then from the database. Begins with what the place has, so that it may end anywhere.
 */
export class BackFilling {
  private filledBefore = 1;
  private filling: Promise<void> | undefined;
  private notBefore = 0;

  constructor(
    private readonly fed: Fed,
    private readonly onFault: (error: unknown) => void,
  ) {}

  /** Says which tree is the present one; returns at once. */
  offer(tree: number): void {
    if (tree <= this.filledBefore || this.filling || monotonicClock() < this.notBefore) return;
    this.filling = this.fill(tree)
      .then(() => {
        this.filledBefore = tree;
      })
      .catch((error: unknown) => {
        this.notBefore = monotonicClock() + AGAIN_MS;
        this.onFault(error);
      })
      .finally(() => (this.filling = undefined));
  }

  async settled(): Promise<void> {
    await this.filling;
  }

  private async fill(present: number): Promise<void> {
    const { place, others, log, db } = this.fed;
    await backFill(place, others.map(impatient), log, present);
    for (const tree of (await loggedTrees(db)).filter((each) => each < present)) {
      const writer = new PlaceWriter(place, log);
      let at = (await keptSizes(place, tree)).at(-1) ?? 0;
      const next = () => db.query<{ size: number; note: string }>(CHECKPOINTS_AFTER, [tree, at]);
      for (let checkpoints = await next(); checkpoints.length > 0; checkpoints = await next()) {
        for (const { size, note } of checkpoints) {
          await writer.publish(Buffer.from(note), leavesOf(db, tree));
          at = size;
        }
      }
    }
  }
}

/** One that hangs is not waited for. */
const impatient = (place: CheckpointPlace): CheckpointPlace => ({
  name: place.name,
  put: (name, bytes) => place.put(name, bytes),
  get: (name) => within(place.get(name), PATIENCE_MS),
  list: (folder) => within(place.list(folder), PATIENCE_MS),
});
