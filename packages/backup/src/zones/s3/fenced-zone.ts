import { setTimeout as delay } from 'node:timers/promises';
import { ObjectStoreError } from '@parley/object-store';
import type { ByteRange, ZoneObject, ZoneStat, ZoneStore } from '../zone-store.js';
import type { S3Zone } from './s3-zone.js';

/** That nobody else writes, by the database: an advisory lock of a connection that stays open, for example. */
export interface WriterLease {
  /** When it was taken, as `performance.now()` had it. */
  readonly since: number;
  /** Asks the database. Raises BackupFault `fenced` where it is not held any more. */
  requireHeld(): Promise<void>;
}

/**
 * A store without conditional writes. It is asked first whether the object is there, and only the holder of the lease
 * writes. What the holder before had sent may still arrive for as long as a write may take: so long the first one waits.
 */
export class FencedZone implements ZoneStore {
  constructor(
    private readonly zone: S3Zone,
    private readonly lease: WriterLease,
    /** The longest that a write may take, in milliseconds. */
    private readonly writeMs: number,
  ) {}

  async create(name: string, bytes: Buffer): Promise<void> {
    const wait = this.lease.since + this.writeMs - performance.now();
    if (wait > 0) await delay(wait);
    await this.lease.requireHeld();
    if (await this.zone.stat(name)) throw new ObjectStoreError('condition', 'There is such an object already');
    await this.lease.requireHeld();
    await this.zone.write(name, bytes);
  }

  createOwn(name: string, bytes: Buffer): Promise<void> {
    return this.zone.createOwn(name, bytes);
  }

  read(name: string, range?: ByteRange): Promise<Buffer | undefined> {
    return this.zone.read(name, range);
  }

  stat(name: string): Promise<ZoneStat | undefined> {
    return this.zone.stat(name);
  }

  list(prefix: string, after?: string): AsyncIterable<ZoneObject> {
    return this.zone.list(prefix, after);
  }
}
