import { BackupFault } from '../../backup-fault.js';

/** Reads a message from its beginning to its end, in network order. Raises BackupFault `malformed` past the end, and unless all was read. */
export class Cursor {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  byte(): number {
    return this.bytes.readUInt8(this.step(1));
  }

  letter(): string {
    return String.fromCharCode(this.byte());
  }

  int16(): number {
    return this.bytes.readInt16BE(this.step(2));
  }

  int32(): number {
    return this.bytes.readInt32BE(this.step(4));
  }

  uint32(): number {
    return this.bytes.readUInt32BE(this.step(4));
  }

  uint64(): bigint {
    return this.bytes.readBigUInt64BE(this.step(8));
  }

  int64(): bigint {
    return this.bytes.readBigInt64BE(this.step(8));
  }

  /** A view, not a copy. */
  take(length: number): Buffer {
    const start = this.step(length);
    return this.bytes.subarray(start, start + length);
  }

  /** A text that ends with a zero byte. */
  text(): string {
    const end = this.bytes.indexOf(0, this.at);
    if (end < 0) throw this.malformed('a text without an end');
    const text = this.bytes.toString('utf8', this.at, end);
    this.at = end + 1;
    return text;
  }

  get atEnd(): boolean {
    return this.at === this.bytes.length;
  }

  end(): void {
    if (!this.atEnd) throw this.malformed(`${this.bytes.length - this.at} bytes too many`);
  }

  malformed(what: string): BackupFault {
    return new BackupFault('malformed', `A message of the stream cannot be read: ${what}`);
  }

  private step(length: number): number {
    const start = this.at;
    if (length < 0 || start + length > this.bytes.length) throw this.malformed('it ends too soon');
    this.at = start + length;
    return start;
  }
}
