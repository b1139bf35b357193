import { setTimeout as sleep } from 'node:timers/promises';
import type { GuardedClient } from '@parley/egress';
import type { Keyring } from '@parley/crypto-at-rest';
import { monotonicClock, type Logger } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import type { DeliveryObserver, DeliveryOptions, ShowPayload } from './delivery-options.js';
import { fanOut } from './fan-out.js';
import { LaneRunner } from './lane-runner.js';
import { LaneSlots } from './lane-slots.js';
import type { Head, LeasedLane } from './delivery.js';
import { Lanes, START, type Cursor } from './lanes.js';
import { LeaseKeeper } from './lease-keeper.js';
import { PauseKeeper } from './pause-keeper.js';
import { Shortfall } from './shortfall.js';

const LONGEST_PAUSE = 5000;

/**
 * Milliseconds from one look at the database to the next at least: what comes meanwhile goes in one statement. Longer
 * when the last look found several events: looking takes the database from those who post.
 */
const PAUSE = { quiet: 8, busy: 32 };

export interface DeliveryWorkerParts {
  readonly db: Database;
  readonly keyring: Keyring;
  readonly client: GuardedClient;
  readonly logger: Pick<Logger, 'warn'>;
  readonly options: DeliveryOptions;
  readonly observer?: DeliveryObserver;
  /** As it is stored, where nothing is said. */
  readonly show?: ShowPayload;
}

/** Takes events from the outbox to their targets. Any number of them may run on one database. */
export class DeliveryWorker {
  private readonly stopping = new AbortController();
  private readonly aborting = new AbortController();
  private readonly slots: LaneSlots;
  private readonly lanes: Lanes;
  private readonly runner: LaneRunner;
  private readonly keeper: LeaseKeeper;
  private readonly pauses: PauseKeeper;
  private readonly running = new Set<Promise<void>>();
  private cursor: Cursor = START;
  /** Whose due lanes had to be left where they are. */
  private readonly shortfall = new Shortfall();
  private rung = false;
  /** Events that the last look found. */
  private moved = 0;
  /** When everything that is due was looked for last; monotonic. */
  private claimedAt = -Infinity;
  private loop: Promise<void> = Promise.resolve();
  private ring: () => void = () => undefined;

  constructor(private readonly parts: DeliveryWorkerParts) {
    const { db, keyring, client, logger, options, observer = { attempted: () => undefined }, show = async (_appId, payload) => payload } = parts;
    this.slots = new LaneSlots(options.concurrency);
    this.lanes = new Lanes(db.system(), keyring, options.leaseSeconds, () => this.slots.taken);
    this.keeper = new LeaseKeeper(this.lanes, options.leaseSeconds * 1000, logger);
    this.pauses = new PauseKeeper(db.system(), options, observer, logger);
    this.runner = new LaneRunner({
      resume: (webhook) => this.pauses.resume(webhook),
      lanes: this.lanes, client, slots: this.slots, options, observer, show, stopping: this.stopping.signal, aborting: this.aborting.signal,
    });
  }

  /** Begins to work. */
  start(): void {
    this.keeper.start();
    this.pauses.start();
    this.loop = this.work();
  }

  /** Something may have come into the outbox: look now. */
  wake(): void {
    this.rung = true;
    this.ring();
  }

  /**
   * Claims nothing more, lets running attempts end for at most `graceMs`, then aborts them; gives every lease back.
   * Resolves when nothing is left running.
   */
  async stop(graceMs: number): Promise<void> {
    this.stopping.abort();
    this.ring();
    const timer = setTimeout(() => this.aborting.abort(), graceMs);
    await this.loop;
    await Promise.all([...this.running, this.pauses.stop()]);
    this.keeper.stop();
    clearTimeout(timer);
  }

  private async work(): Promise<void> {
    for (let failures = 0; !this.stopping.signal.aborted; ) {
      this.rung = false;
      const lookedAt = monotonicClock();
      try {
        if (await this.fanOut()) await this.claim();
        failures = 0;
        this.goOn();
        await this.pause(this.claimedAt + this.parts.options.pollMs - monotonicClock());
        await this.rest(lookedAt + (this.moved > 1 ? PAUSE.busy : PAUSE.quiet) - monotonicClock());
      } catch (error) {
        this.parts.logger.warn({ err: error }, 'deliveries wait for the database');
        failures += 1;
        this.rung = false;
        this.shortfall.all();
        await this.pause(Math.min(100 * 2 ** failures, LONGEST_PAUSE));
      }
    }
  }

  /**
   * Empties the outbox, and starts on the lanes that are new. Answers whether others are to be claimed now: there is room
   * for those that a bound kept waiting, or nobody has looked for long at what is due for another attempt, was left by
   * another worker, or was held by one that died.
   */
  private async fanOut(): Promise<boolean> {
    const { db, keyring, options } = this.parts;
    let due = false;
    this.moved = 0;
    for (let more = true; more && !this.stopping.signal.aborted; ) {
      const leasedAt = monotonicClock();
      const bounds = this.shortfall.narrow(this.slots.bounds());
      const fanned = await fanOut(db.system(), keyring, bounds, options.leaseSeconds);
      for (const head of fanned.heads) this.track(this.serve(head.lane, head, leasedAt), this.slots.take(head.lane));
      more = fanned.more;
      this.moved += fanned.events;
      // What waits without having met a bound was there before and is due.
      if (fanned.waiting) due = !this.shortfall.note(bounds, fanned.heads.map(({ lane }) => lane)) || due;
    }
    return due || this.shortfall.relieved(this.slots.bounds()) || monotonicClock() - this.claimedAt >= options.pollMs;
  }

  /** Until the time is over, whoever rings. */
  private async rest(milliseconds: number): Promise<void> {
    if (milliseconds > 0) await sleep(milliseconds, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  /** Until somebody rings, or the time is over. */
  private async pause(milliseconds: number): Promise<void> {
    if (milliseconds <= 0 || this.rung || this.stopping.signal.aborted) return;
    await new Promise<void>((resolve) => {
      // Timers count whole milliseconds, and are not to ring before the time is over.
      const timer = setTimeout(resolve, Math.ceil(milliseconds) + 1);
      this.ring = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.ring = () => undefined;
  }

  /** Claims due lanes until every webhook has been looked at, or all slots are taken. */
  private async claim(): Promise<void> {
    this.shortfall.clear();
    this.claimedAt = monotonicClock();
    for (let whole = this.cursor === START; !this.stopping.signal.aborted; ) {
      const bounds = this.slots.bounds();
      if (bounds.free === 0) return this.shortfall.all();
      const leasedAt = monotonicClock();
      const { lanes, walked, cursor } = await this.lanes.claim(this.cursor, bounds, this.parts.options.probeSeconds);
      this.shortfall.note(bounds, lanes, walked);
      this.cursor = cursor;
      if (lanes.length > 0) this.run(lanes, leasedAt);
      if (cursor !== START) continue;
      if (whole) return;
      whole = true;
    }
  }

  private run(lanes: readonly LeasedLane[], leasedAt: number): void {
    const heads = this.lanes.heads(lanes).then((found) => new Map(found.map((head) => [head.lane, head])));
    for (const lane of lanes) this.track(this.serve(lane, heads.then((found) => found.get(lane)), leasedAt), this.slots.take(lane));
  }

  private async serve(lane: LeasedLane, first: Head | undefined | Promise<Head | undefined>, leasedAt: number): Promise<void> {
    const held = this.keeper.hold(lane, leasedAt);
    try {
      const head = await first;
      if (!head) await this.lanes.discard(lane);
      // It is due, but other lanes have their turn: a claim, which is fair, comes back to it.
      else if (await this.runner.run(head, held)) this.shortfall.webhook(lane.webhookId);
    } finally {
      this.keeper.drop(held);
    }
  }

  private track(work: Promise<void>, give: () => void): void {
    const done: Promise<void> = work
      // The lease ends by itself; whoever claims the lane then goes on.
      .catch((error: unknown) => this.parts.logger.warn({ err: error }, 'a delivery was not written down'))
      .finally(() => {
        this.running.delete(done);
        give();
        this.goOn();
      });
    this.running.add(done);
  }

  /** Looks again if there is room for lanes that had to be left: a slot may also have become free during a claim. */
  private goOn(): void {
    if (this.shortfall.relieved(this.slots.bounds())) this.wake();
  }
}
