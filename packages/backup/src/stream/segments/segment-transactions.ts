import { BackupFault } from '../../backup-fault.js';
import type { Begin, Delete, Insert, LogicalMessage, Relation, Truncate, Update } from '../pgoutput/messages.js';
import { parseMessage } from '../pgoutput/parse.js';
import { widenXid, type Xid } from '../xid.js';
import type { Lsn } from '../lsn.js';
import { segmentHeader, segmentMessages } from './segment-codec.js';

/** A change with the table as it was when it was made. */
export type SegmentChange =
  | (Omit<Insert, 'relation'> & { readonly relation: Relation })
  | (Omit<Update, 'relation'> & { readonly relation: Relation })
  | (Omit<Delete, 'relation'> & { readonly relation: Relation })
  | (Omit<Truncate, 'relations'> & { readonly relations: readonly Relation[] })
  | LogicalMessage;

/** A transaction of a segment, in the order of commits. */
export interface SegmentTransaction {
  readonly xid: Xid;
  /** Where its commit record begins. */
  readonly commitLsn: Lsn;
  /** By the database's clock, in microseconds since 1970. */
  readonly committedAt: number;
  /** False where it goes on in the next part of a transaction that is too large for one segment. */
  readonly isWhole: boolean;
  readonly changes: readonly SegmentChange[];
}

/** Reads a segment's transactions, one after the other. Values are views of `content`. Raises BackupFault `malformed`. */
export function* segmentTransactions(content: Buffer): Generator<SegmentTransaction> {
  const { xids } = segmentHeader(content);
  const relations = new Map<number, Relation>();
  const relationOf = (id: number): Relation => {
    const relation = relations.get(id);
    if (!relation) throw malformed('rows of a table that it does not announce');
    return relation;
  };
  let begin: Begin | undefined;
  let changes: SegmentChange[] = [];
  const transaction = (of: Begin, isWhole: boolean): SegmentTransaction =>
    ({ xid: widenXid(of.xid, BigInt(xids.max)), commitLsn: of.commitLsn, committedAt: of.committedAt, isWhole, changes });
  for (const bytes of segmentMessages(content)) {
    const message = parseMessage(bytes);
    if (message.kind === 'begin') {
      if (begin) throw malformed('a transaction in another');
      [begin, changes] = [message, []];
      continue;
    }
    if (!begin) throw malformed('a change without a transaction');
    switch (message.kind) {
      case 'commit':
        yield transaction(begin, true);
        begin = undefined;
        break;
      case 'relation':
        relations.set(message.id, message);
        break;
      case 'type':
      case 'origin':
        break;
      case 'insert':
      case 'update':
      case 'delete':
        changes.push({ ...message, relation: relationOf(message.relation) });
        break;
      case 'truncate':
        changes.push({ ...message, relations: message.relations.map(relationOf) });
        break;
      case 'message':
        changes.push(message);
        break;
      case 'stream start':
      case 'stream stop':
      case 'stream commit':
      case 'stream abort':
        throw malformed('a part of a stream');
    }
  }
  if (begin) yield transaction(begin, false);
}

const malformed = (what: string): BackupFault => new BackupFault('malformed', `A segment cannot be read: ${what}`);
