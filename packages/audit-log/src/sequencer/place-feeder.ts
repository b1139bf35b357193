import { monotonicClock } from '@parley/kernel';
import { AuditFault } from '../audit-fault.js';
import { lastCheckpoint } from '../places/last-checkpoint.js';
import { PlaceWriter } from '../places/place-writer.js';
import { BackFilling } from './back-filling.js';
import type { Fed } from './fed-place.js';
import { leavesOf } from './log-state.js';
import { CHECKPOINTS_AFTER } from './sequencer.queries.js';

/** Milliseconds until a place that failed is tried again: growing. */
const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [500, 30_000];

/** Hands checkpoints to one place, each with its leaves, in their order. A place that hangs or fails keeps up nobody but itself. */
export class PlaceFeeder {
  private writer: PlaceWriter;
  private at: { readonly tree: number; readonly size: number } | undefined;
  private feeding: Promise<void> | undefined;
  private offered: { readonly tree: number; readonly size: number } | undefined;
  private behindSince: number | undefined;
  private notBefore = 0;
  private wait = FIRST_WAIT_MS;

  private readonly earlier: BackFilling;

  constructor(
    private readonly fed: Fed,
    private readonly onFault: (error: unknown) => void,
  ) {
    this.writer = new PlaceWriter(fed.place, fed.log);
    this.earlier = new BackFilling(fed, onFault);
  }

  get name(): string {
    return this.fed.place.name;
  }

  /** For how many seconds there has been a checkpoint that the place has not taken. */
  get secondsBehind(): number {
    return this.behindSince === undefined ? 0 : (monotonicClock() - this.behindSince) / 1000;
  }

  /** Says which checkpoint is the last; returns at once. Said again and again, also to have a failure tried again. */
  offer(tree: number, size: number): void {
    this.offered = { tree, size };
    this.earlier.offer(tree);
    if (this.at?.tree === tree && this.at.size === size) {
      this.behindSince = undefined;
      return;
    }
    this.behindSince ??= monotonicClock();
    if (this.feeding || monotonicClock() < this.notBefore) return;
    this.feeding = this.feed(tree, size).finally(() => (this.feeding = undefined));
  }

  /** Resolves when nothing is on its way. */
  async settled(): Promise<void> {
    await Promise.all([this.feeding, this.earlier.settled()]);
  }

  private async feed(tree: number, size: number): Promise<void> {
    try {
      await this.catchUp(tree, size);
      this.wait = FIRST_WAIT_MS;
      if (this.offered?.tree === tree && this.offered.size === size) this.behindSince = undefined;
    } catch (error) {
      if (error instanceof AuditFault) this.readAgain();
      this.notBefore = monotonicClock() + this.wait;
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
      this.onFault(error);
    }
  }

  private async catchUp(tree: number, size: number): Promise<void> {
    const read = leavesOf(this.fed.db, tree);
    if (this.at?.tree !== tree) {
      const last = await lastCheckpoint(this.fed.place, this.fed.log);
      const kept = last?.tree === tree ? last.checkpoint.size : 0;
      // The last one once more when the place has it: that compares the two.
      this.at = { tree, size: Math.min(kept, size - 1) };
    }
    for (let next = await this.after(tree, this.at.size); next.length > 0; next = await this.after(tree, this.at.size)) {
      for (const checkpoint of next) {
        await this.writer.publish(Buffer.from(checkpoint.note), read);
        this.at = { tree, size: checkpoint.size };
      }
    }
  }

  private after(tree: number, size: number): Promise<{ size: number; note: string }[]> {
    return this.fed.db.query(CHECKPOINTS_AFTER, [tree, size]);
  }

  /** It does not hold what it should, and may be repaired. */
  private readAgain(): void {
    this.writer = new PlaceWriter(this.fed.place, this.fed.log);
    this.at = undefined;
  }
}
