import type pg from 'pg';
import type { SegmentRef } from '../plan/chain-segments.js';
import type { FrameParts } from '../load/read-chunks.js';
import { segmentTransactions, type SegmentChange, type SegmentTransaction } from '../../stream/segments/segment-transactions.js';
import { SCHEMA_MARKER } from '@parley/persistence';
import { BUT_PRIMARY, putAllBack, strip } from '../target/bare-tables.js';
import { setApplied } from '../target/restore-state.js';
import { inTransaction, withTarget, type Target } from '../target/target.js';
import { forgetStaged } from './apply-changes.js';
import { Batch } from './batch.js';
import { readSegments } from './segment-source.js';
import { TargetTables } from './target-tables.js';
import { isVisible, type Visibility } from './visibility.js';

/** Many transactions are written in one: when these many rows, or bytes of them, have come. Few enough that one batch is soon being written while the next is gathered, and that what is young goes young. */
const [BATCH_ROWS, BATCH_BYTES] = [5000, 16 * 1024 * 1024];

/** Rows of a batch are found by their keys: the planner, who knows nothing of them, is not to read a whole table for that. */
const BY_KEYS = 'set enable_hashjoin = off; set enable_mergejoin = off';

export interface ReplayParts extends Pick<FrameParts, 'reader' | 'keys'> {
  readonly target: Target;
  /** Runs a migration, and those before it, where they have not run. */
  readonly migrateTo: (name: string) => Promise<void>;
  /** After each segment. */
  readonly replayed: (segments: number) => void;
}

/** What is replayed, onto what. */
export interface Replay {
  readonly segments: readonly SegmentRef[];
  readonly visibility: Visibility;
  /** Microseconds since 1970: nothing from the first later commit on counts. */
  readonly to: number | undefined;
  readonly closed: ReadonlySet<string>;
  /** What was applied before a kill. */
  readonly applied: bigint;
  readonly segment: string;
}

/** How far it came. */
export interface Replayed {
  readonly transactions: number;
  /** When the last of them was committed, in microseconds since 1970; nothing where there was none. */
  readonly last: number | undefined;
}

/**
 * Applies each transaction of the segments that the snapshot did not see, in the order of commits, up to the last one before
 * the first that was committed later than `to`. Raises BackupFault where the stream does not fit to what is there: nothing is
 * left out silently.
 */
export async function replaySegments(parts: ReplayParts, replay: Replay): Promise<Replayed> {
  await strip(parts.target, BUT_PRIMARY);
  return withTarget(parts.target, async (client) => {
    await client.query(BY_KEYS);
    return new Replaying(parts, replay, client).run();
  });
}

const isMarker = (change: SegmentChange): boolean => change.kind === 'message' && change.prefix === SCHEMA_MARKER;
const migrationOf = (change: SegmentChange): string[] => (change.kind === 'message' && isMarker(change) ? [(JSON.parse(change.content.toString()) as { migration: string }).migration] : []);

class Replaying {
  private tables!: TargetTables;
  private batch!: Batch;
  /** The batch before, which is being written while the next one is gathered. */
  private writing: Promise<void> = Promise.resolve();
  private isStripped = true;
  private applied: bigint;
  private segment = '';
  private transactions = 0;
  private last: number | undefined;

  constructor(
    private readonly parts: ReplayParts,
    private readonly replay: Replay,
    private readonly client: pg.Client,
  ) {
    this.applied = replay.applied;
  }

  async run(): Promise<Replayed> {
    await this.look();
    try {
      const left = this.replay.segments.filter(({ place }) => place.end > this.replay.applied);
      this.parts.replayed(this.replay.segments.length - left.length);
      for await (const { segment, content } of readSegments(this.parts, left)) {
        const isDone = await this.take(segment, content);
        this.parts.replayed(1);
        if (isDone) break;
      }
      await this.write();
      await this.writing;
    } finally {
      await this.writing.catch(() => undefined);
    }
    return { transactions: this.transactions, last: this.last };
  }

  /** Answers whether the moment was passed. */
  private async take(segment: SegmentRef, content: Buffer): Promise<boolean> {
    for (const transaction of segmentTransactions(content)) {
      if (this.replay.to !== undefined && transaction.committedAt > this.replay.to) return true;
      const wasApplied = transaction.commitLsn <= this.replay.applied || (segment.place.part !== undefined && segment.name <= this.replay.segment);
      if (!wasApplied && !isVisible(this.replay.visibility, transaction.xid)) await this.add(transaction);
      if (transaction.isWhole) this.applied = transaction.commitLsn;
      this.segment = segment.name;
      if (this.batch.rows >= BATCH_ROWS || this.batch.bytes >= BATCH_BYTES) await this.write();
    }
    return false;
  }

  private async add({ changes, isWhole, committedAt }: SegmentTransaction): Promise<void> {
    const migrations = changes.flatMap(migrationOf);
    if (migrations.length > 0) await this.migrate(migrations);
    for (const change of changes) this.batch.add(change);
    if (migrations.length > 0) {
      await this.write();
      this.batch = new Batch({ ...this.batch.of, inMigration: false });
    }
    if (!isWhole) return;
    this.transactions += 1;
    this.last = committedAt;
  }

  /** The migration runs on the schema as it knows it. Its own changes of rows come in the stream as well, and count. */
  private async migrate(names: readonly string[]): Promise<void> {
    await this.write();
    await this.writing;
    if (this.isStripped) await putAllBack(this.parts.target);
    this.isStripped = false;
    for (const name of names) await this.parts.migrateTo(name);
    await forgetStaged(this.client);
    await this.look();
    this.batch = new Batch({ ...this.batch.of, inMigration: true });
  }

  private async look(): Promise<void> {
    this.tables = await TargetTables.read(this.client);
    this.batch = new Batch({ tables: this.tables, closed: this.replay.closed, inMigration: false });
  }

  /** Hands the batch over to be written, once the one before it is. */
  private async write(): Promise<void> {
    await this.writing;
    const { batch, applied, segment } = this;
    this.batch = new Batch(batch.of);
    if (batch.rows > 0 && !this.isStripped) {
      await strip(this.parts.target, BUT_PRIMARY);
      this.isStripped = true;
    }
    if (applied === this.replay.applied && batch.rows === 0) return;
    this.writing = inTransaction(this.client, async () => {
      await batch.apply(this.client);
      await setApplied(this.client, applied, segment);
    });
    this.writing.catch(() => undefined); // whoever writes next, is told
  }
}
