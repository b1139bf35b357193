import { setTimeout as delay } from 'node:timers/promises';
import { BackupFault } from '../../backup-fault.js';
import { MANIFESTS } from '../../format/manifest.js';
import type { Repository } from '../../format/repository-keys.js';
import { prepareZone } from '../prepare-zone.js';
import type { Spool } from '../spool/spool.js';
import { LANES, type Lane } from '../spool/spooled.js';
import type { Zone } from '../zone.js';
import { ZoneReader, type Verify } from '../zone-reader.js';
import { Bell } from './bell.js';
import { catchUp } from './catch-up.js';
import { deliver, type DeliveryHooks } from './deliver.js';
import type { Entry } from './entry.js';
import type { Owed } from './owed.js';
import { described, ZoneHealth, type ZoneState, type ZoneTurn } from './zone-state.js';

/** How long is waited after a failure, in milliseconds: twice as long each time. */
export interface Waits {
  readonly first: number;
  readonly most: number;
}

export interface SenderParts {
  readonly repository: Repository;
  readonly spool: Spool;
  readonly hooks: DeliveryHooks & { readonly verify?: Verify };
  readonly waits: Waits;
  readonly signal: AbortSignal;
  /** A zone has it. */
  readonly confirmed: (entry: Entry, zone: string) => void;
  /** The spool's file is damaged or gone. */
  readonly lost: (entry: Entry, zone: string) => Promise<void>;
  readonly fenced: (fault: BackupFault) => void;
  readonly turned: ZoneTurn;
}

/** Sends to one zone: each lane in its order, and beside them what it is still to get from other zones. Knows nothing of how others do. */
export class ZoneSender {
  private readonly queues: Record<Lane, Set<Entry>> = { stream: new Set(), bulk: new Set() };
  /** Of what is in the queues. */
  private readonly names = new Set<string>();
  private readonly bell = new Bell();
  private readonly health: ZoneHealth;
  private ready: Promise<void> | undefined;
  private placeId: string | undefined;
  private others: readonly ZoneSender[] = [];
  private newest: Pick<ZoneState, 'confirmed' | 'heartbeat'> = { confirmed: undefined, heartbeat: undefined };
  /** The newest while all before it was there too. */
  private whole = this.newest;
  /** Of the newest snapshot that stands alone: while no changes are read, it is the newest that there is. */
  private snapshotAt: Date | undefined;
  private manifest: string | undefined;
  private catchUpError: string | undefined;

  constructor(
    readonly zone: Zone,
    readonly owed: Owed,
    private readonly parts: SenderParts,
  ) {
    this.health = new ZoneHealth((fault) => parts.turned(zone.name, fault));
    parts.signal.addEventListener('abort', () => this.bell.ring());
  }

  /** Works until the signal says that it is over, and resolves then. */
  async run(others: readonly ZoneSender[]): Promise<void> {
    this.others = others;
    await Promise.all([...LANES.map((lane) => this.sendAll(lane)), this.catchUpAll()]);
  }

  add(entry: Entry): void {
    this.queues[entry.spooled.lane].add(entry);
    this.names.add(entry.spooled.name);
    this.bell.ring();
  }

  drop(entry: Entry): void {
    this.forget(entry);
    this.bell.ring();
  }

  /** Once for each time that the zone was away. Rejects as `prepareZone` does. */
  prepared(): Promise<void> {
    this.ready ??= this.prepare().catch((error: unknown) => {
      this.ready = undefined;
      this.health.failed(error);
      throw error;
    });
    return this.ready;
  }

  /** Whether it was reached, and found to be what it should be. */
  get isPrepared(): boolean {
    return this.placeId !== undefined && this.ready !== undefined;
  }

  get state(): ZoneState {
    const queued = LANES.flatMap((lane) => [...this.queues[lane]]);
    const { confirmed, heartbeat } = this.owed.isWhole('stream') ? this.newest : this.whole;
    return {
      name: this.zone.name, place: this.zone.place, confirmed, heartbeat: later(heartbeat, this.snapshotAt),
      manifest: this.manifest, unreachableSince: this.health.unreachableSince, lastError: this.health.lastError,
      waiting: { objects: queued.length, bytes: queued.reduce((sum, { spooled }) => sum + spooled.size, 0) },
      catchingUpFrom: [...new Set(LANES.flatMap((lane) => this.owed.sources(lane)))].toSorted(), catchUpError: this.catchUpError,
    };
  }

  private async prepare(): Promise<void> {
    const { placeId } = await prepareZone(this.zone, this.parts.repository, this.owed.place);
    const same = this.others.find((other) => other.placeId === placeId);
    if (same) throw new BackupFault('same_place', `Zones ${this.zone.name} and ${same.zone.name} are one place`);
    this.placeId = placeId;
    await this.owed.liesIn(placeId, this.others.map(({ zone }) => zone.name));
    // Else what is to be sent shows it: a place that can be found may refuse that.
    if (this.names.size === 0) this.health.worked();
  }

  private async sendAll(lane: Lane): Promise<void> {
    let failed: Entry | undefined;
    await this.work(
      () => this.queues[lane].size > 0,
      async () => {
        const [entry] = this.queues[lane];
        if (!entry) return;
        const uncertain = entry.found || entry === failed;
        failed = entry;
        await this.prepared();
        await this.send(entry, uncertain);
        this.health.worked();
      },
      (error) => {
        // Its disk may have been unmounted, or be another one.
        this.ready = undefined;
        this.health.failed(error);
      },
    );
  }

  private async send(entry: Entry, uncertain: boolean): Promise<void> {
    const bytes = await this.parts.spool.read(entry.spooled);
    if (!bytes) return this.parts.lost(entry, this.zone.name);
    const { name, lane, ledger, heartbeat } = entry.spooled;
    await deliver(this.zone, { name, bytes, ledger, uncertain }, this.parts.hooks);
    // The spool may be another replicator's by now, which finds that the zone has it.
    if (this.parts.signal.aborted) return;
    this.forget(entry);
    if (lane === 'stream') {
      this.newest = { confirmed: name, heartbeat: heartbeat ?? this.newest.heartbeat };
      if (this.owed.isWhole('stream')) this.whole = this.newest;
    } else if (heartbeat && this.owed.isWhole('bulk')) this.snapshotAt = heartbeat;
    if (name.startsWith(MANIFESTS)) this.manifest = name;
    this.parts.confirmed(entry, this.zone.name);
  }

  private forget(entry: Entry): void {
    this.queues[entry.spooled.lane].delete(entry);
    this.names.delete(entry.spooled.name);
  }

  private async catchUpAll(): Promise<void> {
    await this.work(
      () => LANES.some((lane) => this.owed.sources(lane).length > 0),
      async () => {
        await this.prepared();
        const failures: unknown[] = [];
        for (const lane of LANES) {
          for (const source of this.others.filter(({ zone }) => this.owed.sources(lane).includes(zone.name))) {
            await this.catchUpFrom(source, lane).catch((error: unknown) => failures.push(error));
          }
        }
        if (failures.length > 0) throw failures.find(isFenced) ?? failures[0];
        this.catchUpError = undefined;
      },
      (error) => {
        this.catchUpError = described(error).code;
      },
    );
  }

  private async catchUpFrom(source: ZoneSender, lane: Lane): Promise<void> {
    // A disk that is not mounted would seem to have nothing.
    await source.prepared();
    const stopped = () => this.parts.signal.aborted;
    const reader = new ZoneReader([source, ...this.others.filter((each) => each !== source)].map(({ zone }) => zone));
    await this.owed.settle(lane, source.zone.name, async () => {
      await catchUp({ from: source.zone, to: this.zone, lane, reader, hooks: this.parts.hooks, stopped, comes: (name) => this.names.has(name) });
      if (stopped()) throw new BackupFault('closed', 'It was stopped in the middle');
    });
  }

  /** Does what there is to do, again and again, with growing waits after failures. */
  private async work(isThere: () => boolean, once: () => Promise<void>, failed: (error: unknown) => void): Promise<void> {
    const { signal, waits, fenced } = this.parts;
    let wait = waits.first;
    while (!signal.aborted) {
      if (!isThere()) {
        await this.bell.wait();
        continue;
      }
      try {
        await once();
        wait = waits.first;
      } catch (error) {
        if (isFenced(error)) return fenced(error);
        failed(error);
        await delay(wait, undefined, { signal }).catch(() => undefined); // it is over
        wait = Math.min(2 * wait, waits.most);
      }
    }
  }
}

const isFenced = (error: unknown): error is BackupFault => error instanceof BackupFault && error.code === 'fenced';

const later = (one: Date | undefined, other: Date | undefined): Date | undefined => (one && other ? (one > other ? one : other) : (one ?? other));
