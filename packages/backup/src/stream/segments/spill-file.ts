import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupFault } from '../../backup-fault.js';

const [KEY_BYTES, NONCE_BYTES, TAG_BYTES] = [32, 12, 16];
const SUFFIX = '.transaction';

/** What of a transaction does not fit into memory, under a key that only this process's memory holds. */
export class SpillFile {
  private readonly key = randomBytes(KEY_BYTES);
  private readonly path: string;
  private readonly descriptor: number;
  private readonly lengths: number[] = [];

  constructor(directory: string) {
    this.path = join(directory, `${randomBytes(12).toString('hex')}${SUFFIX}`);
    this.descriptor = openSync(this.path, 'wx', 0o600);
  }

  /** Adds a block. */
  write(block: Buffer): void {
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce(this.lengths.length));
    const sealed = Buffer.concat([cipher.update(block), cipher.final(), cipher.getAuthTag()]);
    for (let at = 0; at < sealed.length; ) at += writeSync(this.descriptor, sealed, at);
    this.lengths.push(sealed.length);
  }

  /** The blocks in order, one in memory at a time. Raises BackupFault `unreadable` where somebody changed the file. */
  async *blocks(): AsyncGenerator<Buffer> {
    const file = await open(this.path, 'r');
    try {
      for (const [index, length] of this.lengths.entries()) {
        const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length);
        yield this.open(index, buffer.subarray(0, bytesRead));
      }
    } finally {
      await file.close();
    }
  }

  remove(): void {
    closeSync(this.descriptor);
    rmSync(this.path, { force: true });
  }

  private open(index: number, sealed: Buffer): Buffer {
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.key, nonce(index));
      decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
    } catch {
      throw new BackupFault('unreadable', 'A file of a transaction under way was changed');
    }
  }
}

/** Makes the directory, and removes what a process left that was killed: nobody has the keys any more. */
export function clearSpill(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(directory)) if (name.endsWith(SUFFIX)) rmSync(join(directory, name), { force: true });
}

function nonce(number: number): Buffer {
  const bytes = Buffer.alloc(NONCE_BYTES);
  bytes.writeUInt32BE(number, NONCE_BYTES - 4);
  return bytes;
}
