import { BackupFault } from '../../backup-fault.js';
import type { Lsn } from '../lsn.js';
import { encodeBegin, encodeCommit } from '../pgoutput/encode.js';
import type { Begin, Commit, StreamAbort } from '../pgoutput/messages.js';
import { parseMessage } from '../pgoutput/parse.js';
import { widenXid, type Xid } from '../xid.js';
import { Relations } from './relations.js';
import { SchemaWatch, type TableShape } from './schema-watch.js';
import { SegmentBuilder } from './segment-builder.js';
import type { Segment } from './segment-header.js';
import { TransactionLog } from './transaction-log.js';
import { TransactionWriter } from './transaction-writer.js';
import { UnderWay } from './under-way.js';

/** A segment ends with the transaction that makes it this long; a part of a transaction, with the block that does. */
const SEGMENT_BYTES = 4 * 1024 * 1024;
/** So many heartbeats in which nothing happens are one segment. */
const IDLE_HEARTBEATS = 5;
const COMMIT = 'C'.charCodeAt(0);

/** Where a chain goes on, and what is needed to read it. */
export interface SegmenterStart {
  readonly chain: string;
  /** Where the segment before ended; the chain's beginning where there is none. */
  readonly from: Lsn;
  /** The hash of the segment before; null where there is none. */
  readonly previous: string | null;
  /** The tables as they were there. */
  readonly catalog: readonly TableShape[];
  /** A transaction's number that is current, of 64 bits. */
  readonly currentXid: Xid;
  /** Where transactions that do not fit into memory are kept, sealed, while they are under way. */
  readonly spillDirectory: string;
}

/**
 * Makes segments of a stream's messages: whole transactions in the order of their commits, cut at 4 MiB and at every
 * heartbeat, or every fifth where nothing else happens, so at the same places however often they are sent. `give` takes each at once, and may answer when it has room.
 */
export class Segmenter {
  private readonly underWay: UnderWay;
  private readonly writer: TransactionWriter;
  private builder = new SegmentBuilder();
  private start: Lsn;
  private end: Lsn;
  private previous: string | null;
  private begin: Begin | undefined;
  private log: TransactionLog | undefined;
  private waitsSince = 0;

  constructor(
    private readonly from: SegmenterStart,
    private readonly give: (segment: Segment) => Promise<void> | void,
  ) {
    this.start = this.end = from.from;
    this.previous = from.previous;
    this.underWay = new UnderWay(from.spillDirectory);
    this.writer = new TransactionWriter(new Relations(), new SchemaWatch(from.catalog), from.currentXid);
  }

  /** Bytes in memory that are in no segment yet. */
  get bytes(): number {
    return this.builder.bytes + (this.log?.bytes ?? 0) + this.underWay.bytes;
  }

  /**
   * Takes one message, of which nothing is kept but copies. Answers a promise when the end of a large transaction came,
   * which is then being given part by part: the next message may come when it resolves.
   */
  push(bytes: Buffer): Promise<void> | undefined {
    if (this.underWay.take(bytes)) return undefined;
    // Within a transaction most messages are rows, which are read at its end.
    if (this.log && bytes[0] !== COMMIT) {
      this.log.add(this.begin?.xid ?? 0, bytes);
      return undefined;
    }
    const message = parseMessage(bytes);
    if (message.kind === 'commit') return this.commit(message);
    if (message.kind === 'stream commit') {
      const { xid, ...commit } = message;
      return this.finish(this.underWay.end(xid), { ...commit, kind: 'begin', xid }, { ...commit, kind: 'commit' });
    }
    if (message.kind === 'begin') [this.begin, this.log] = [message, new TransactionLog(this.from.spillDirectory)];
    else if (message.kind === 'stream abort') this.abort(message);
    // A message that is of no transaction says nothing to us.
    else if (message.kind !== 'message' || message.transactional) throw malformed(`${message.kind} outside of a transaction`);
    return undefined;
  }

  /** Ends the segment here, where it has anything. */
  cut(): void {
    if (this.builder.isEmpty) return;
    void this.hand(this.builder);
    this.builder = new SegmentBuilder();
  }

  /** Ends a segment that has waited for a heartbeat for so many milliseconds. */
  cutAfter(ms: number): void {
    if (performance.now() - this.waitsSince > ms) this.cut();
  }

  /** Removes what it keeps in files. */
  close(): void {
    this.log?.discard();
    this.underWay.discard();
  }

  private commit(commit: Commit): Promise<void> | undefined {
    const { begin, log } = this;
    if (!begin || !log) throw malformed('a commit without a transaction');
    this.begin = this.log = undefined;
    return this.finish(log, begin, commit);
  }

  private abort({ xid, subxid }: StreamAbort): void {
    if (xid === subxid) this.underWay.end(xid).discard();
    else this.underWay.of(xid).undo(subxid);
  }

  private finish(log: TransactionLog, begin: Begin, commit: Commit): Promise<void> | undefined {
    if (log.isLarge) return this.giveParts(log, begin, commit);
    const { builder } = this;
    const { heartbeats } = builder;
    if (builder.isEmpty || builder.isIdle) this.waitsSince = performance.now();
    this.beginIn(builder, begin);
    for (const message of log.inMemory()) this.writer.write(builder, message);
    this.endIn(builder, commit);
    const isHeartbeat = builder.heartbeats > heartbeats;
    const isDue = isHeartbeat && (!builder.isIdle || builder.heartbeats >= IDLE_HEARTBEATS);
    if (isDue || builder.bytes >= SEGMENT_BYTES) this.cut();
    return undefined;
  }

  /** A transaction that is larger than memory allows: in segments of its own, each with a part of it. */
  private async giveParts(log: TransactionLog, begin: Begin, commit: Commit): Promise<void> {
    this.cut();
    this.end = commit.endLsn;
    let [part, number] = [new SegmentBuilder(), 1];
    this.beginIn(part, begin);
    try {
      for await (const block of log.all()) {
        for (const message of block) this.writer.write(part, message);
        if (part.bytes < SEGMENT_BYTES) continue;
        await this.hand(part, { number, last: false });
        [part, number] = [new SegmentBuilder(), number + 1];
        this.beginIn(part, begin);
      }
      this.endIn(part, commit);
      await this.hand(part, { number, last: true });
    } finally {
      log.discard();
    }
  }

  private beginIn(builder: SegmentBuilder, begin: Begin): void {
    builder.transaction(widenXid(begin.xid, this.writer.current), begin.committedAt);
    builder.add(encodeBegin(begin));
  }

  private endIn(builder: SegmentBuilder, commit: Commit): void {
    this.writer.end(builder);
    builder.add(encodeCommit(commit));
    builder.transactions += 1;
    this.end = commit.endLsn;
  }

  private hand(builder: SegmentBuilder, part?: { number: number; last: boolean }): Promise<void> | void {
    const { start, end, previous } = this;
    const segment = builder.finish({ chain: this.from.chain, start, end, part, previous });
    this.previous = segment.hash;
    if (part?.last !== false) this.start = end;
    return this.give(segment);
  }
}

const malformed = (what: string): BackupFault => new BackupFault('malformed', `The stream is not as its protocol says: ${what}`);
