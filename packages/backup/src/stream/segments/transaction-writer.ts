import { SCHEMA_MARKER } from '@parley/persistence';
import { BackupFault } from '../../backup-fault.js';
import { HEARTBEAT, readHeartbeat } from '../heartbeat-message.js';
import { encodeTruncate } from '../pgoutput/encode.js';
import type { LogicalMessage, Truncate } from '../pgoutput/messages.js';
import { parseMessage } from '../pgoutput/parse.js';
import { relationOf, scanRow } from '../pgoutput/row-scan.js';
import type { Xid } from '../xid.js';
import type { Relations } from './relations.js';
import type { SchemaWatch } from './schema-watch.js';
import type { SegmentBuilder } from './segment-builder.js';

const [INSERT, UPDATE, DELETE] = ['I', 'U', 'D'].map((letter) => letter.charCodeAt(0));

/** Writes what is within transactions, in the order of their commits, into segments: this is where announcements take effect. */
export class TransactionWriter {
  /** The number of a transaction that was current: what widens the stream's. */
  constructor(
    private readonly relations: Relations,
    private readonly schema: SchemaWatch,
    public current: Xid,
  ) {}

  /** One message between a begin and its commit, without the number that the stream puts into those of parts. */
  write(into: SegmentBuilder, message: Buffer): void {
    const kind = message[0];
    if (kind === INSERT || kind === UPDATE || kind === DELETE) this.row(into, message);
    else this.other(into, message);
  }

  /** Ends the transaction. */
  end(into: SegmentBuilder): void {
    const { markers, drift } = this.schema.endTransaction();
    into.schema(markers, drift);
  }

  private row(into: SegmentBuilder, change: Buffer): void {
    const known = this.relations.get(relationOf(change));
    const tuples = scanRow(change, known.columns);
    if (known.isLedger) {
      into.touched.ledger = true;
      return;
    }
    into.announce(known);
    into.touched.row(known, change, tuples);
    into.add(change);
  }

  private other(into: SegmentBuilder, bytes: Buffer): void {
    const message = parseMessage(bytes);
    if (message.kind === 'relation') {
      this.relations.announce(message, bytes);
      this.schema.announce(message);
    } else if (message.kind === 'type') this.relations.announceType(message, bytes);
    else if (message.kind === 'truncate') this.truncate(into, message);
    else if (message.kind === 'message') this.said(into, message, bytes);
    else if (message.kind === 'origin') into.add(bytes);
    else throw new BackupFault('malformed', `The stream is not as its protocol says: ${message.kind} in a transaction`);
  }

  private truncate(into: SegmentBuilder, message: Truncate): void {
    const all = message.relations.map((id) => this.relations.get(id));
    const kept = all.filter(({ isLedger }) => !isLedger);
    if (kept.length < all.length) into.touched.ledger = true;
    if (kept.length === 0) return;
    for (const known of kept) {
      into.announce(known);
      into.touched.anybody(known);
    }
    into.add(encodeTruncate({ ...message, relations: kept.map(({ relation }) => relation.id) }));
  }

  private said(into: SegmentBuilder, { prefix, content }: LogicalMessage, bytes: Buffer): void {
    into.add(bytes);
    if (prefix === SCHEMA_MARKER) this.schema.mark(content);
    if (prefix !== HEARTBEAT) return;
    into.heartbeat = readHeartbeat(content);
    into.heartbeats += 1;
    this.current = BigInt(into.heartbeat.xmax);
  }
}
