import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicClock, type Logger } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import { claim, LEASE_SECONDS, release, renew, START, type Cursor, type InboxLane } from './inbox-lanes.js';
import type { LaneReader } from './lane-reader.js';

const LONGEST_PAUSE_MS = 5000;

/** How many senders are served at once, and how often a worker looks by itself should a wake-up be lost. */
export interface InboxOptions {
  readonly concurrency: number;
  readonly pollMs: number;
}

/** Takes what channels told to where it leads. Any number of them may run on one database. */
export class InboxWorker {
  private readonly stopping = new AbortController();
  private readonly running = new Set<Promise<void>>();
  private cursor: Cursor = START;
  private rung = false;
  private ring: () => void = () => undefined;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly reader: LaneReader,
    private readonly options: InboxOptions,
    private readonly logger: Pick<Logger, 'warn'>,
  ) {}

  /** Begins to work. */
  start(): void {
    this.loop = this.work();
  }

  /** Something may have come in: look now. */
  wake(): void {
    this.rung = true;
    this.ring();
  }

  /** Takes no more; resolves once what runs has ended, which waits for vendors no longer. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.ring();
    await this.loop;
    await Promise.all(this.running);
  }

  private async work(): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 0; !signal.aborted; ) {
      this.rung = false;
      try {
        const more = await this.claim();
        failures = 0;
        if (!more) await this.pause(this.options.pollMs);
      } catch (error) {
        this.logger.warn({ err: error }, 'what channels told waits for the database');
        failures += 1;
        await this.pause(Math.min(100 * 2 ** failures, LONGEST_PAUSE_MS));
      }
    }
  }

  /** Whether to look again at once: there is more to walk, or what was found may not have been all. */
  private async claim(): Promise<boolean> {
    const free = this.options.concurrency - this.running.size;
    if (free <= 0) return false;
    const { lanes, cursor } = await claim(this.db.system(), this.cursor, free);
    this.cursor = cursor;
    for (const lane of lanes) this.track(this.serve(lane));
    return cursor !== START || lanes.length > 0;
  }

  private async serve(lane: InboxLane): Promise<void> {
    const lost = new AbortController();
    const sql = this.db.system();
    let renewed = monotonicClock();
    const keeper = setInterval(() => {
      if (monotonicClock() - renewed > LEASE_SECONDS * 1000) return lost.abort();
      const from = monotonicClock();
      renew(sql, lane).then((kept) => (kept ? (renewed = from) : lost.abort()), (error: unknown) => this.logger.warn({ err: error }, 'a lease was not renewed'));
    }, (LEASE_SECONDS * 1000) / 6);
    try {
      const { dueIn, attempts } = await this.reader.read(lane, AbortSignal.any([this.stopping.signal, lost.signal]));
      await release(sql, lane, dueIn, attempts);
    } finally {
      clearInterval(keeper);
    }
  }

  private track(work: Promise<void>): void {
    const done: Promise<void> = work
      // The lease ends by itself; whoever claims the lane then goes on.
      .catch((error: unknown) => this.logger.warn({ err: error }, 'an event of a channel waits'))
      .finally(() => {
        this.running.delete(done);
        this.wake();
      });
    this.running.add(done);
  }

  /** Until somebody rings, or the time is over. */
  private async pause(milliseconds: number): Promise<void> {
    if (this.rung || this.stopping.signal.aborted) return;
    const bell = new AbortController();
    this.ring = () => bell.abort();
    await sleep(milliseconds, undefined, { signal: bell.signal }).catch(() => undefined);
    this.ring = () => undefined;
  }
}
