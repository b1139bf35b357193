import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { S3Error } from './s3-error.js';

/** One object in its present version. */
export interface StoredObject {
  readonly content: Buffer;
  /** With its quotes. */
  readonly etag: string;
  readonly modified: Date;
  /** In base64, where it was written with it. */
  readonly sha256?: string;
}

/** What a bucket was set to; nothing of it, as when it was made. */
export interface BucketState {
  versioning?: 'Enabled' | 'Suspended';
  objectLock?: boolean;
  /** What a store makes of If-None-Match that does not know it: writes all the same, or refuses the request. */
  conditions?: 'ignored' | 'refused';
}

/** CRC-32 in base64, as in `x-amz-checksum-crc32`. */
export function crc32Of(content: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(content));
  return bytes.toString('base64');
}

const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));

/** A bucket in memory. In one with versions the older ones are there, but not to be read. */
export class S3Bucket {
  readonly objects = new Map<string, StoredObject>();
  readonly older: StoredObject[] = [];
  state: BucketState = {};

  /** Raises `NoSuchKey`. */
  get(key: string): StoredObject {
    const found = this.objects.get(key);
    if (!found) throw new S3Error('NoSuchKey', 404, { Key: key });
    return found;
  }

  /** Raises `PreconditionFailed` where the condition does not hold ("Conditional writes"), `NoSuchKey` where there is nothing to replace. */
  put(key: string, content: Buffer, { sha256, ...condition }: { readonly ifMatch?: string; readonly ifNoneMatch?: string; readonly sha256?: string }): StoredObject {
    const before = this.objects.get(key);
    if (condition.ifNoneMatch !== undefined && this.state.conditions === 'refused') throw new S3Error('NotImplemented', 501, { Header: 'If-None-Match' });
    if (condition.ifNoneMatch !== undefined && this.state.conditions !== 'ignored' && before) throw new S3Error('PreconditionFailed', 412, { Condition: 'If-None-Match' });
    if (condition.ifMatch !== undefined && condition.ifMatch !== this.get(key).etag) throw new S3Error('PreconditionFailed', 412, { Condition: 'If-Match' });
    const stored = { content, etag: `"${createHash('md5').update(content).digest('hex')}"`, modified: new Date(), ...(sha256 !== undefined && { sha256 }) };
    this.keep(before);
    this.objects.set(key, stored);
    return stored;
  }

  /** Also of what is not there. */
  delete(key: string): void {
    this.keep(this.objects.get(key));
    this.objects.delete(key);
  }

  /** Names in the order of their bytes. */
  keys(prefix: string, after: string): string[] {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix) && byBytes(key, after) > 0).toSorted(byBytes);
  }

  private keep(version: StoredObject | undefined): void {
    if (version && this.state.versioning !== undefined) this.older.push(version);
  }
}
