import { createHash } from 'node:crypto';
import type { SchemaMarker } from '@parley/persistence';
import type { HeartbeatMessage } from '../heartbeat-message.js';
import { lsnName, type Lsn } from '../lsn.js';
import type { Xid } from '../xid.js';
import { MessagesBuffer } from './messages-buffer.js';
import { encodeSegment } from './segment-codec.js';
import type { Segment, SegmentHeader } from './segment-header.js';
import { segmentName } from './segment-name.js';
import type { KnownRelation } from './relations.js';
import { Touched } from './touched.js';

/** Where a segment stands in its chain. */
export interface Placed {
  readonly chain: string;
  readonly start: Lsn;
  readonly end: Lsn;
  readonly part?: { readonly number: number; readonly last: boolean };
  readonly previous: string | null;
}

const least = <T extends bigint | number>(one: T | undefined, other: T): T => (one === undefined || other < one ? other : one);
const most = <T extends bigint | number>(one: T | undefined, other: T): T => (one === undefined || other > one ? other : one);

/** Gathers one segment: messages, each table announced before its first row, and what they touch. */
export class SegmentBuilder {
  readonly touched = new Touched();
  private readonly messages = new MessagesBuffer();
  private readonly announced = new Map<number, KnownRelation>();
  private xids: { min?: Xid; max?: Xid } = {};
  private committed: { first?: number; last?: number } = {};
  private readonly migrations: { migration: string; schemaHash: string }[] = [];
  private readonly drift = new Set<string>();
  /** Transactions that ended in it, and how many of them were heartbeats. */
  transactions = 0;
  heartbeats = 0;
  heartbeat: HeartbeatMessage | undefined;

  get bytes(): number {
    return this.messages.bytes;
  }

  get isEmpty(): boolean {
    return this.messages.bytes === 0;
  }

  /** Nothing happened in it. */
  get isIdle(): boolean {
    return this.heartbeats === this.transactions;
  }

  add(message: Buffer): void {
    this.messages.add(message);
  }

  /** Adds the announcement of a table unless it was the last one of that table here. */
  announce(known: KnownRelation): void {
    if (this.announced.get(known.relation.id) === known) return;
    this.announced.set(known.relation.id, known);
    for (const message of known.announcement) this.add(message);
  }

  transaction(xid: Xid, committedAt: number): void {
    this.xids = { min: least(this.xids.min, xid), max: most(this.xids.max, xid) };
    this.committed = { first: least(this.committed.first, committedAt), last: most(this.committed.last, committedAt) };
  }

  schema(markers: readonly SchemaMarker[], drift: readonly string[]): void {
    for (const { migration, schemaHash } of markers) this.migrations.push({ migration, schemaHash });
    for (const table of drift) this.drift.add(table);
  }

  /** The segment. */
  finish({ chain, start, end, part, previous }: Placed): Segment {
    const { touched } = this;
    const header: SegmentHeader = {
      v: 1, chain, start: lsnName(start), end: lsnName(end), ...(part && { part }), previous,
      transactions: this.transactions,
      xids: { min: String(this.xids.min), max: String(this.xids.max) },
      committed: { first: this.committed.first ?? 0, last: this.committed.last ?? 0 },
      ...(this.heartbeat && { heartbeat: this.heartbeat }),
      apps: touched.apps, shared: touched.shared, tables: [...touched.tables].sort(), ledger: touched.ledger,
      secrets: [...touched.secrets].sort(), revoked: [...touched.revoked].sort(),
      migrations: this.migrations, drift: [...this.drift].sort(),
    };
    const content = encodeSegment(header, this.messages.pieces());
    const hash = createHash('sha256').update(content).digest('hex');
    return { name: segmentName({ start, end, ...(part && { part: part.number }) }), header, content, hash };
  }
}
