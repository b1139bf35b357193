import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicClock, type Logger } from '@parley/kernel';
import { LEASE_SECONDS, START, type Claimed, type Cursor, type Room } from './cursor.js';
import { Shortage } from './shortage.js';

const LONGEST_PAUSE_MS = 5000;

/** One integration has this part of a worker's lanes at most: one that is flooded, or whose vendor hangs, leaves the rest to others. */
const OF_ONE = 4;

/** The lanes of one table, for whoever holds them by a lease. */
export interface Leases<Lane> {
  claim(from: Cursor, room: Room): Promise<Claimed<Lane>>;
  /** False where the lane is another worker's. */
  renew(lane: Lane): Promise<boolean>;
}

/** How many lanes are served at once, and how often a worker looks by itself should a wake-up be lost. */
export interface LaneOptions {
  readonly concurrency: number;
  readonly pollMs: number;
}

/** Works through lanes that are due: `serve` does what waits in one and gives it back. Any number of them may run on one database. */
export class LaneWorker<Lane extends { readonly integrationId: string }> {
  private readonly stopping = new AbortController();
  private readonly running = new Set<Promise<void>>();
  /** Lanes that are served, by their integrations. */
  private readonly held = new Map<string, number>();
  private cursor: Cursor = START;
  /** Who may have had more due than there was room for, when all were looked at last. */
  private readonly short = new Shortage();
  /** The database is being asked: what ends meanwhile was not counted as room. */
  private isAsking = false;
  private rung = false;
  private ring: () => void = () => undefined;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly leases: Leases<Lane>,
    /** Answers in how many seconds the lane is due again, where it is. */
    private readonly serve: (lane: Lane, signal: AbortSignal) => Promise<number | undefined>,
    private readonly options: LaneOptions,
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
        this.logger.warn({ err: error }, 'what waits for channels, or came from them, waits for the database');
        failures += 1;
        await this.pause(Math.min(100 * 2 ** failures, LONGEST_PAUSE_MS));
      }
    }
  }

  /**
   * Whether to look again at once: the walk has not been over all integrations. What is due and was left because there was no room is
   * looked at when there is; else all was taken, and whoever puts more in rings.
   */
  private async claim(): Promise<boolean> {
    const room = { free: this.options.concurrency - this.running.size, ofOne: Math.max(1, Math.floor(this.options.concurrency / OF_ONE)), held: new Map(this.held) };
    if (room.free <= 0) {
      this.short.all();
      return false;
    }
    const from = this.cursor;
    if (from === START) this.short.clear();
    this.isAsking = true;
    const { lanes, cursor } = await this.leases.claim(from, room).finally(() => (this.isAsking = false));
    this.cursor = cursor;
    this.short.note(room, lanes);
    for (const lane of lanes) this.track(this.hold(lane), lane);
    return cursor !== START || from !== START;
  }

  private async hold(lane: Lane): Promise<void> {
    const lost = new AbortController();
    let renewed = monotonicClock();
    const keeper = setInterval(() => {
      if (monotonicClock() - renewed > LEASE_SECONDS * 1000) return lost.abort();
      const from = monotonicClock();
      this.leases.renew(lane).then((kept) => (kept ? (renewed = from) : lost.abort()), (error: unknown) => this.logger.warn({ err: error }, 'a lease was not renewed'));
    }, (LEASE_SECONDS * 1000) / 6);
    try {
      const dueIn = await this.serve(lane, AbortSignal.any([this.stopping.signal, lost.signal]));
      // What is due before the next look by itself is not kept waiting for that.
      if (dueIn !== undefined && dueIn * 1000 < this.options.pollMs) setTimeout(() => this.wake(), dueIn * 1000).unref();
    } finally {
      clearInterval(keeper);
    }
  }

  private track(work: Promise<void>, { integrationId }: Lane): void {
    this.held.set(integrationId, (this.held.get(integrationId) ?? 0) + 1);
    const done: Promise<void> = work
      // The lease ends by itself; whoever claims the lane then goes on.
      .catch((error: unknown) => this.logger.warn({ err: error }, 'a lane of a channel waits'))
      .finally(() => {
        this.running.delete(done);
        this.letGo(integrationId);
        if (this.isAsking || this.short.has(integrationId)) this.wake();
      });
    this.running.add(done);
  }

  private letGo(integrationId: string): void {
    const left = (this.held.get(integrationId) ?? 1) - 1;
    if (left > 0) this.held.set(integrationId, left);
    else this.held.delete(integrationId);
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
