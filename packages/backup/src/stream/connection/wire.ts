import { BackupFault } from '../../backup-fault.js';
import type { Lsn } from '../lsn.js';

/** What comes on a replication connection (PostgreSQL's documentation, "Streaming Replication Protocol"). */
export type Received =
  | { readonly kind: 'data'; readonly at: Lsn; readonly payload: Buffer }
  | { readonly kind: 'keepalive'; readonly at: Lsn; readonly mustAnswer: boolean };

const [DATA, KEEPALIVE, STATUS] = ['w', 'k', 'r'].map((letter) => letter.charCodeAt(0)) as [number, number, number];
const [DATA_HEADER_BYTES, KEEPALIVE_BYTES, STATUS_BYTES] = [25, 18, 34];

/** Microseconds from 1970 to 2000, where PostgreSQL's clock begins. */
const EPOCH_MICROS = 946_684_800_000_000n;

/** Reads one. The payload is a view of a buffer that is used again: copy what is kept. Raises BackupFault `malformed`. */
export function readReceived(chunk: Buffer): Received {
  if (chunk[0] === DATA && chunk.length >= DATA_HEADER_BYTES) return { kind: 'data', at: chunk.readBigUInt64BE(1), payload: chunk.subarray(DATA_HEADER_BYTES) };
  if (chunk[0] === KEEPALIVE && chunk.length === KEEPALIVE_BYTES) return { kind: 'keepalive', at: chunk.readBigUInt64BE(1), mustAnswer: chunk[KEEPALIVE_BYTES - 1] !== 0 };
  throw new BackupFault('malformed', 'The server sent something that is not of its replication protocol');
}

/** What is told to the server. */
export interface Status {
  /** How far the stream was received. */
  readonly received: Lsn;
  /** How far it rests elsewhere, so that the server need not keep it; absent: as told before. */
  readonly durable?: Lsn;
  readonly wantsAnswer: boolean;
}

/** A status update. */
export function encodeStatus({ received, durable = 0n, wantsAnswer }: Status): Buffer {
  const bytes = Buffer.alloc(STATUS_BYTES);
  bytes.writeUInt8(STATUS);
  bytes.writeBigUInt64BE(received, 1);
  bytes.writeBigUInt64BE(durable, 9);
  bytes.writeBigUInt64BE(durable, 17);
  bytes.writeBigInt64BE(BigInt(Date.now()) * 1000n - EPOCH_MICROS, 25);
  bytes.writeUInt8(wantsAnswer ? 1 : 0, 33);
  return bytes;
}
