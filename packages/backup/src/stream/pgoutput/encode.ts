import type { Begin, Commit, Truncate } from './messages.js';
import { timeOf } from './parse.js';

/** A begin as pgoutput sends it: for a transaction that came in parts, and had none. */
export function encodeBegin({ commitLsn, committedAt, xid }: Omit<Begin, 'kind'>): Buffer {
  const bytes = Buffer.alloc(21);
  bytes.write('B', 'latin1');
  bytes.writeBigUInt64BE(commitLsn, 1);
  bytes.writeBigInt64BE(timeOf(committedAt), 9);
  bytes.writeUInt32BE(xid, 17);
  return bytes;
}

/** A commit as pgoutput sends it. */
export function encodeCommit({ commitLsn, endLsn, committedAt }: Omit<Commit, 'kind'>): Buffer {
  const bytes = Buffer.alloc(26);
  bytes.write('C', 'latin1');
  bytes.writeBigUInt64BE(commitLsn, 2);
  bytes.writeBigUInt64BE(endLsn, 10);
  bytes.writeBigInt64BE(timeOf(committedAt), 18);
  return bytes;
}

/** A truncate as pgoutput sends it. */
export function encodeTruncate({ relations, cascade, restartIdentity }: Omit<Truncate, 'kind'>): Buffer {
  const bytes = Buffer.alloc(6 + 4 * relations.length);
  bytes.write('T', 'latin1');
  bytes.writeUInt32BE(relations.length, 1);
  bytes.writeUInt8((cascade ? 1 : 0) | (restartIdentity ? 2 : 0), 5);
  for (const [index, id] of relations.entries()) bytes.writeUInt32BE(id, 6 + 4 * index);
  return bytes;
}
