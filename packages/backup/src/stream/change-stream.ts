import { ReplicationConnection } from './connection/replication-connection.js';
import { StatusReporter } from './connection/status-reporter.js';
import { readReceived } from './connection/wire.js';
import { formatLsn, type Lsn } from './lsn.js';
import type { Segment } from './segments/segment-header.js';
import { Segmenter, type SegmenterStart } from './segments/segmenter.js';
import { clearSpill } from './segments/spill-file.js';
import { slotState } from './slot-state.js';
import { StreamFault } from './stream-fault.js';
import { Unconfirmed } from './unconfirmed.js';

/** Bytes in memory and in segments that are not confirmed: above, nothing more is read; below half of it, it is again. */
const MOST_BYTES = 64 * 1024 * 1024;
/** How often the server is told how far the stream came, and asked to answer; and how long it may say nothing. */
const [STATUS_MS, SILENCE_MS] = [5000, 30_000];
/** A segment ends by a heartbeat each second; where none comes, it waits so long. */
const LATE_HEARTBEAT_MS = 1500;
const LOOK_MS = 250;

export interface ChangeStreamParts extends Omit<SegmenterStart, 'currentXid'> {
  /** Of the role that replicates. */
  readonly url: string;
  readonly slot: string;
  readonly publication: string;
  /** Takes a segment to where it is kept; the next one waits until it has resolved. What it rejects with ends the stream. */
  readonly deliver: (segment: Segment) => Promise<void>;
  /** Bytes that may wait to be confirmed before nothing more is read; 64 MiB. */
  readonly mostBytes?: number;
  /** How often the server is told how far the stream came, and asked to answer (5,000 ms), and how long it may say nothing (30,000 ms). */
  readonly statusMs?: number;
  readonly silenceMs?: number;
}

/**
 * The changes of a database from one place on, as segments. The server keeps what `confirm` was not told of. One object
 * is one connection: when `over` has settled, begin another one where the last segment that is kept ends.
 */
export class ChangeStream {
  private readonly outcome = Promise.withResolvers<void>();
  private readonly segmenter: Segmenter;
  private readonly status: StatusReporter;
  private readonly unconfirmed: Unconfirmed;
  private readonly timer = setInterval(() => this.look(), LOOK_MS);
  /** Messages that came while a large transaction is being given. */
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private isGiving = false;
  private isPaused = false;
  private isOver = false;
  private delivery: Promise<void> = Promise.resolve();

  private constructor(
    private readonly parts: ChangeStreamParts,
    private readonly connection: ReplicationConnection,
    currentXid: bigint,
  ) {
    this.unconfirmed = new Unconfirmed(parts.from);
    this.segmenter = new Segmenter({ ...parts, currentXid }, (segment) => this.give(segment));
    this.status = new StatusReporter((bytes) => connection.send(bytes), parts.from, parts.statusMs ?? STATUS_MS);
    this.over.catch(() => undefined);
  }

  /** Begins it. Rejects with StreamFault `slot` where the slot is gone or was moved past `from`; files that a killed process left are removed. */
  static async start(parts: ChangeStreamParts): Promise<ChangeStream> {
    clearSpill(parts.spillDirectory);
    const connection = await ReplicationConnection.open(parts.url);
    try {
      const slot = await slotState((text) => connection.query(text), parts.slot);
      if (!slot || slot.confirmed === null) throw new StreamFault('slot', `There is no slot ${parts.slot}`);
      // The server would begin where the slot stands, without a word.
      if (slot.confirmed > parts.from) throw new StreamFault('slot', `The slot stands at ${formatLsn(slot.confirmed)}, behind ${formatLsn(parts.from)}`);
      const [now] = await connection.query<{ xmax: string }>('select pg_snapshot_xmax(pg_current_snapshot())::text as xmax');
      const stream = new ChangeStream(parts, connection, BigInt(now?.xmax ?? 0));
      try {
        const { over } = await connection.stream(parts.slot, parts.publication, parts.from, (chunk) => stream.receive(chunk));
        over.catch((error: unknown) => stream.fail(error));
        return stream;
      } catch (error) {
        await stream.stop();
        throw error;
      }
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  /** Rejects when the stream has come to its end: with StreamFault, BackupFault, or what `deliver` rejected with. Resolves after `stop`. */
  get over(): Promise<void> {
    return this.outcome.promise;
  }

  /** Bytes in memory, and in segments that are not confirmed. */
  get bytes(): number {
    return this.unconfirmed.bytes + this.waitingBytes + this.segmenter.bytes;
  }

  /** Whether nothing is read for now, as too much waits to be confirmed. */
  get paused(): boolean {
    return this.isPaused;
  }

  /** Everything as far as the end of a delivered segment is kept elsewhere: the server needs it no longer. Raises RangeError for any other place. */
  confirm(end: Lsn): void {
    this.unconfirmed.confirm(end);
    this.status.confirm(end);
    this.breathe();
  }

  /** Ends it, once the segment that is being delivered has been. */
  async stop(): Promise<void> {
    await this.close();
    await this.delivery.catch(() => undefined);
    this.outcome.resolve();
  }

  private receive(chunk: Buffer): void {
    if (this.isOver) return;
    try {
      const received = readReceived(chunk);
      this.status.heard(received.at);
      if (received.kind === 'data') this.take(received.payload);
      else if (received.mustAnswer) this.status.tell();
      this.breathe();
    } catch (error) {
      this.fail(error);
    }
  }

  private take(payload: Buffer): void {
    if (this.isGiving) {
      this.waiting.push(Buffer.from(payload));
      this.waitingBytes += payload.length;
      return;
    }
    const giving = this.segmenter.push(payload);
    if (!giving) return;
    this.isGiving = true;
    giving.then(() => this.takeWaiting()).catch((error: unknown) => this.fail(error));
  }

  private takeWaiting(): void {
    this.isGiving = false;
    const waiting = this.waiting;
    [this.waiting, this.waitingBytes] = [[], 0];
    for (const payload of waiting) this.take(payload);
    this.breathe();
  }

  private give(segment: Segment): Promise<void> {
    const begins = this.unconfirmed.add(segment);
    this.delivery = this.delivery.then(async () => {
      if (this.isOver) throw new StreamFault('ended', 'The stream was ended');
      begins();
      await this.parts.deliver(segment);
    });
    this.delivery.catch((error: unknown) => this.fail(error));
    return this.delivery;
  }

  /** Reads no more, or again. Transactions under way in files don't count: they can end only by reading on. */
  private breathe(): void {
    const most = this.parts.mostBytes ?? MOST_BYTES;
    if (!this.isPaused && this.bytes > most) {
      this.isPaused = true;
      this.connection.pause();
    } else if (this.isPaused && this.bytes < most / 2) {
      this.isPaused = false;
      this.status.excuse();
      this.connection.resume();
    }
  }

  private look(): void {
    if (!this.isGiving) this.segmenter.cutAfter(LATE_HEARTBEAT_MS);
    if (!this.isPaused && this.status.silence > (this.parts.silenceMs ?? SILENCE_MS)) this.fail(new StreamFault('silent', 'Nothing comes from the database any more'));
  }

  private fail(error: unknown): void {
    if (this.isOver) return;
    void this.close().then(() => this.outcome.reject(error));
  }

  private async close(): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    clearInterval(this.timer);
    this.status.stop();
    await this.connection.close();
    this.segmenter.close();
  }
}
