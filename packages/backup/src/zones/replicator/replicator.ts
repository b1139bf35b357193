import { setTimeout as delay } from 'node:timers/promises';
import { BackupFault } from '../../backup-fault.js';
import type { Repository } from '../../format/repository-keys.js';
import { Spool, SpoolFull, type SpoolLimits } from '../spool/spool.js';
import type { Lane, Outgoing, Spooled } from '../spool/spooled.js';
import type { Zone } from '../zone.js';
import type { Verify } from '../zone-reader.js';
import { Bell } from './bell.js';
import type { DeliveryHooks } from './deliver.js';
import { Entry } from './entry.js';
import { Owed } from './owed.js';
import { ZoneSender, type Waits } from './zone-sender.js';
import type { ZoneState, ZoneTurn } from './zone-state.js';

export interface ReplicatorParts {
  /** One at least. */
  readonly zones: readonly Zone[];
  readonly repository: Repository;
  /** A directory of this process alone. */
  readonly spool: { readonly directory: string; readonly limits: SpoolLimits };
  /** How many zones must have an object, beside the spool, before it counts. */
  readonly quorum?: 'one' | 'all';
  readonly hooks?: DeliveryHooks & { readonly verify?: Verify };
  /** Another writer was met: nothing is written any more, and every submission was rejected. */
  readonly fenced?: (fault: BackupFault) => void;
  readonly turned?: ZoneTurn;
  readonly waits?: Waits;
}

export interface ReplicatorState {
  readonly zones: readonly ZoneState[];
  readonly spool: { readonly bytes: number; readonly objects: number; readonly limits: SpoolLimits; readonly full: boolean };
}

/** What waits for a zone goes on within 10 seconds of its return. */
const WAITS: Waits = { first: 1000, most: 10_000 };
/** So long an answer that is on its way is waited for at the end, in milliseconds, and a disk that is full. */
const [CLOSE_MS, DISK_MS] = [5000, 1000];
/** How often is looked whether a zone is ready, in milliseconds. */
const READY_MS = 100;

/**
 * Brings sealed objects into all zones by way of the spool: durable here and in one zone, an object counts; a zone that is
 * away gets it later, from the spool as long as that holds it, else from another zone.
 */
export class Replicator {
  private readonly over = new AbortController();
  private readonly entries = new Set<Entry>();
  private readonly room = new Bell();
  private readonly turns: Record<Lane, Promise<unknown>> = { stream: Promise.resolve(), bulk: Promise.resolve() };
  private readonly senders: readonly ZoneSender[];
  private readonly running: Promise<unknown>;
  /** Of what every zone has. */
  private readonly removals = new Set<Promise<void>>();
  private without = 0;

  private constructor(
    private readonly parts: ReplicatorParts,
    private readonly spool: Spool,
    owed: readonly Owed[],
    found: readonly Spooled[],
  ) {
    const { repository, hooks = {}, waits = WAITS, turned = () => undefined } = parts;
    const signal = this.over.signal;
    const confirmed = (entry: Entry, zone: string) => this.confirmed(entry, zone);
    const lost = (entry: Entry, zone: string) => this.lost(entry, zone);
    const fenced = (fault: BackupFault) => this.stop(fault);
    this.senders = parts.zones.map((zone, index) => new ZoneSender(zone, owed[index] as Owed, { repository, spool, hooks, waits, signal, confirmed, lost, fenced, turned }));
    for (const each of found) this.send(each, true);
    this.running = Promise.all(this.senders.map((sender) => sender.run(this.senders.filter((other) => other !== sender))));
  }

  /** Goes on with what the spool holds. Rejects where the spool cannot be used. */
  static async open(parts: ReplicatorParts): Promise<Replicator> {
    const { spool, found } = await Spool.open(parts.spool.directory, parts.spool.limits);
    const names = parts.zones.map(({ name }) => name);
    await spool.keepMarks(names);
    const owed = await Promise.all(names.map((name) => Owed.of(spool, name, names.filter((other) => other !== name))));
    return new Replicator(parts, spool, owed, found);
  }

  /**
   * Resolves when the object is fsynced in the spool, and as many zones as the quorum wants have it. Waits for room while the
   * spool is full. Objects of one lane go in the order of their submission. Rejects with BackupFault: `fenced`, `closed`,
   * `unreadable` where the spool's disk has damaged it before any zone had it.
   */
  submit(object: Outgoing): Promise<void> {
    // What is held in memory until the quorum has it is the entry, not the bytes.
    return this.inTurn(object).then(({ settled }) => settled);
  }

  /** The same in two steps, for who makes more than memory holds: resolves when the spool has it, with the promise of the rest. */
  async accept(object: Outgoing): Promise<{ readonly confirmed: Promise<void> }> {
    const { settled } = await this.inTurn(object);
    return { confirmed: settled };
  }

  /** Resolves once one zone can be written, and has all that the spool held at the start. Rejects with the signal's reason, and when it is over. */
  async ready(signal: AbortSignal): Promise<void> {
    const found = [...this.entries].filter((entry) => entry.found);
    const isReady = (sender: ZoneSender): boolean => sender.isPrepared && found.every(({ had, left }) => had.has(sender.zone.name) || !left.has(sender.zone.name));
    while (!this.senders.some(isReady)) {
      signal.throwIfAborted();
      if (this.over.signal.aborted) throw this.over.signal.reason as Error;
      // One that is away is tried again by whoever has something for it; here, for nothing.
      await Promise.race([Promise.any(this.senders.map((sender) => sender.prepared())).catch(() => undefined), delay(READY_MS)]);
      await delay(READY_MS, undefined, { signal });
    }
  }

  /** Resolves once a zone is known to be what it should be. Rejects as `prepareZone` does where it is not, or is away. */
  async reached(zone: string): Promise<void> {
    await this.senders.find((sender) => sender.zone.name === zone)?.prepared();
  }

  get state(): ReplicatorState {
    const { bytes, objects, limits } = this.spool;
    return { zones: this.senders.map(({ state }) => state), spool: { bytes, objects, limits, full: this.without > 0 } };
  }

  /** Nothing is sent any more; what is in the spool goes on at the next start. */
  async close(): Promise<void> {
    this.end(new BackupFault('closed', 'The replication was closed'));
    // What concerns the spool ends before somebody else opens it.
    await Promise.all([...Object.values(this.turns), ...this.removals]);
    await Promise.race([this.running, delay(CLOSE_MS, undefined, { ref: false })]);
  }

  private inTurn(object: Outgoing): Promise<Entry> {
    const turn = this.turns[object.lane].then(() => this.enter(object));
    this.turns[object.lane] = turn.then(() => undefined, () => undefined); // its submitter is told
    return turn;
  }

  private async enter(object: Outgoing): Promise<Entry> {
    for (;;) {
      if (this.over.signal.aborted) throw this.over.signal.reason;
      try {
        await this.makeRoom(object);
        if (this.spool.fits(object)) return this.send(await this.spool.add(object), false);
      } catch (error) {
        if (!(error instanceof SpoolFull)) throw error;
        // The disk has less room than the spool may have: what a zone has goes, one after the other.
        if (await this.letOneGo()) continue;
      }
      this.without += 1;
      await Promise.race([this.room.wait(), delay(DISK_MS, undefined, { ref: false })]);
      this.without -= 1;
    }
  }

  private send(spooled: Spooled, found: boolean): Entry {
    const entry = new Entry(spooled, this.senders.map(({ zone }) => zone.name), found);
    this.entries.add(entry);
    // Nobody sends it any more, and its submitter would wait.
    if (this.over.signal.aborted) entry.reject(this.over.signal.reason as Error);
    for (const sender of this.senders) sender.add(entry);
    return entry;
  }

  private confirmed(entry: Entry, zone: string): void {
    entry.left.delete(zone);
    entry.had.add(zone);
    if (entry.left.size === 0 || this.parts.quorum !== 'all') entry.resolve();
    if (entry.left.size === 0) {
      const removal = this.remove(entry).catch(() => undefined).finally(() => this.removals.delete(removal)); // else it is found, and compared, at the next start
      this.removals.add(removal);
    }
    this.room.ring();
  }

  /** Lets go of the oldest that one zone has, until there is room: those that have it not get it from there. */
  private async makeRoom(object: Outgoing): Promise<void> {
    for (const entry of this.entries) {
      if (this.spool.fits(object)) return;
      if (entry.had.size > 0 && !entry.awaited) await this.letGo(entry);
    }
  }

  /** Answers whether there was one, and it could be written down who is to get it from where. */
  private async letOneGo(): Promise<boolean> {
    const oldest = [...this.entries].find(({ had, awaited }) => had.size > 0 && !awaited);
    if (!oldest) return false;
    try {
      await this.letGo(oldest);
      return true;
    } catch (error) {
      if (error instanceof SpoolFull) return false;
      throw error;
    }
  }

  private async letGo(entry: Entry): Promise<void> {
    for (const sender of this.senders.filter(({ zone }) => entry.left.has(zone.name))) {
      await sender.owed.add(entry.spooled.lane, entry.had);
      sender.drop(entry);
    }
    await this.remove(entry);
  }

  /** The spool's copy is bad. Where a zone has it, others get it from there. */
  private async lost(entry: Entry, zone: string): Promise<void> {
    const sender = this.senders.find((each) => each.zone.name === zone);
    if (entry.had.size > 0) await sender?.owed.add(entry.spooled.lane, entry.had);
    sender?.drop(entry);
    entry.left.delete(zone);
    if (entry.had.size === 0 || entry.left.size === 0) entry.reject(new BackupFault('unreadable', `${entry.spooled.name} was damaged in the spool`));
    if (entry.left.size === 0) await this.remove(entry);
  }

  private async remove(entry: Entry): Promise<void> {
    this.entries.delete(entry);
    await this.spool.remove(entry.spooled);
    this.room.ring();
  }

  private stop(fault: BackupFault): void {
    this.end(fault);
    this.parts.fenced?.(fault);
  }

  private end(fault: BackupFault): void {
    if (this.over.signal.aborted) return;
    this.over.abort(fault);
    for (const entry of this.entries) entry.reject(fault);
    this.room.ring();
  }
}
