import { BackupFault } from '../backup-fault.js';
import type { Take } from './copy-out.js';

/** What COPY BINARY begins with: signature, flags, length of an extension (PostgreSQL's manual, "COPY", "Binary Format"). */
export const COPY_HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
/** What it ends with, in a tuple's place. */
export const COPY_TRAILER = Buffer.from([0xff, 0xff]);

const COUNT_BYTES = 2;
const LENGTH_BYTES = 4;

/**
 * Where the tuple at `at` ends. Where it does not end before `end`: minus the bytes, from `at`, that are needed at least
 * to say more. Raises BackupFault `malformed`.
 */
export function tupleEnd(bytes: Buffer, at: number, end: number): number {
  if (at + COUNT_BYTES > end) return -COUNT_BYTES;
  const fields = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  if (fields >= 0x8000) throw new BackupFault('malformed', 'A tuple of COPY BINARY has a negative number of fields');
  let next = at + COUNT_BYTES;
  for (let field = 0; field < fields; field += 1) {
    if (next + LENGTH_BYTES > end) return at - next - LENGTH_BYTES;
    const length = ((bytes[next] ?? 0) << 24) | ((bytes[next + 1] ?? 0) << 16) | ((bytes[next + 2] ?? 0) << 8) | (bytes[next + 3] ?? 0);
    if (length < -1) throw new BackupFault('malformed', 'A field of COPY BINARY has a negative length');
    next += LENGTH_BYTES + (length < 0 ? 0 : length);
  }
  return next <= end ? next : at - next;
}

/** Hands each tuple of a chunk's rows to `take`. Raises BackupFault `malformed` where something else is between or behind them. */
export function eachTuple(rows: Buffer, take: Take): void {
  for (let at = 0; at < rows.length; ) {
    const end = tupleEnd(rows, at, rows.length);
    if (end < 0) throw new BackupFault('malformed', 'Rows of a chunk are cut');
    take(rows, at, end);
    at = end;
  }
}

/** Cuts what COPY BINARY says, in pieces of any size, into its tuples. */
export class TupleReader {
  private rest: Buffer[] = [];
  private held = 0;
  /** Bytes without which nothing more can be said. */
  private needed = COPY_HEADER.length;
  private place: 'before' | 'within' | 'behind' = 'before';

  constructor(private readonly take: Take) {}

  /** The next bytes. What is not yet a tuple is kept as a copy. Raises BackupFault `malformed`. */
  push(bytes: Buffer, start: number, end: number): void {
    if (this.held === 0) return this.keep(bytes, this.read(bytes, start, end), end);
    this.keep(bytes, start, end);
    if (this.held < this.needed) return;
    const all = Buffer.concat(this.rest, this.held);
    [this.rest, this.held] = [[], 0];
    this.keep(all, this.read(all, 0, all.length), all.length);
  }

  /** Raises BackupFault `malformed` where the COPY ended before its trailer. */
  end(): void {
    if (this.place !== 'behind' || this.held > 0) throw new BackupFault('malformed', 'A COPY ended in the middle');
  }

  private keep(bytes: Buffer, start: number, end: number): void {
    if (start === end) return;
    this.rest.push(Buffer.from(bytes.subarray(start, end)));
    this.held += end - start;
  }

  /** Up to where it came. */
  private read(bytes: Buffer, start: number, end: number): number {
    let at = start;
    if (this.place === 'before') {
      if (end - at < COPY_HEADER.length) return at;
      if (COPY_HEADER.compare(bytes, at, at + COPY_HEADER.length) !== 0) throw new BackupFault('malformed', 'This is no COPY BINARY');
      at += COPY_HEADER.length;
      this.place = 'within';
    }
    while (this.place === 'within') {
      if (end - at >= COUNT_BYTES && bytes[at] === COPY_TRAILER[0] && bytes[at + 1] === COPY_TRAILER[1]) {
        this.place = 'behind';
        return at + COUNT_BYTES;
      }
      const next = tupleEnd(bytes, at, end);
      if (next < 0) {
        this.needed = -next;
        return at;
      }
      this.take(bytes, at, next);
      at = next;
    }
    return at;
  }
}
