import { open, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncDirectory } from '@parley/object-store';
import { fullName, type LedgerStore } from '../../ledger/ledger-store.js';
import { checkObjectName, type ByteRange, type ExpiringStore, type ZoneObject, type ZoneStat, type ZoneStore } from '../zone-store.js';
import { withoutFolder } from '../without-folder.js';
import { listFiles } from './list-files.js';
import { onDisk, unlessMissing } from './on-disk.js';
import type { Patience } from './patience.js';
import { WholeFiles } from './whole-files.js';

/** A directory that keeps objects as files of the same names, on any file system with hard links. */
export class DirectoryZone implements ZoneStore, ExpiringStore {
  private readonly files: WholeFiles;

  constructor(
    private readonly root: string,
    private readonly patience: Patience,
  ) {
    this.files = new WholeFiles(root);
  }

  async create(name: string, bytes: Buffer): Promise<void> {
    const path = this.path(name);
    await this.ask(() => this.files.create(path, bytes));
  }

  createOwn(name: string, bytes: Buffer): Promise<void> {
    return this.create(name, bytes);
  }

  async read(name: string, range?: ByteRange): Promise<Buffer | undefined> {
    const path = this.path(name);
    return this.ask(() => (range ? readRange(path, range) : readFile(path)).catch(unlessMissing));
  }

  async stat(name: string): Promise<ZoneStat | undefined> {
    const path = this.path(name);
    const found = await this.ask(() => stat(path).catch(unlessMissing));
    return found?.isFile() ? { size: found.size } : undefined;
  }

  /** Each step by itself: who reads the list may take as long as it likes. */
  async *list(prefix: string, after?: string): AsyncGenerator<ZoneObject> {
    const files = listFiles(this.root, prefix, after);
    for (let next = await this.ask(() => files.next()); next.done !== true; next = await this.ask(() => files.next())) yield next.value;
  }

  async destroy(name: string): Promise<void> {
    const path = this.path(name);
    await this.ask(() => rm(path, { force: true }).then(() => syncDirectory(dirname(path))).catch(unlessMissing));
  }

  /** Before the first write: what a killed process left half-way is removed. */
  async clean(): Promise<void> {
    await this.ask(() => this.files.clean());
  }

  private path(name: string): string {
    return join(this.root, checkObjectName(name));
  }

  private ask<T>(work: () => Promise<T>): Promise<T> {
    return onDisk(this.patience.run(work));
  }
}

/** The ledger in a directory: a file that takes another one's place leaves nothing of it to be read by name. */
export class DirectoryLedger implements LedgerStore {
  private readonly files: WholeFiles;
  private readonly zone: DirectoryZone;

  constructor(
    private readonly root: string,
    private readonly patience: Patience,
  ) {
    this.files = new WholeFiles(root);
    this.zone = new DirectoryZone(root, patience);
  }

  async replace(name: string, content: Buffer): Promise<void> {
    const path = join(this.root, checkObjectName(fullName(name)));
    await onDisk(this.patience.run((isLate) => this.files.replace(path, content, isLate)));
  }

  async read(name: string): Promise<Buffer | undefined> {
    return this.zone.read(fullName(name));
  }

  list(prefix: string): AsyncIterable<ZoneObject> {
    return withoutFolder(this.zone.list(fullName(prefix)));
  }

  /** As the zone's own. */
  async clean(): Promise<void> {
    await onDisk(this.patience.run(() => this.files.clean()));
  }
}

async function readRange(path: string, { from, to }: ByteRange): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.allocUnsafeSlow(Math.max(0, Math.min(to, (await file.stat()).size) - from));
    let at = 0;
    while (at < bytes.length) {
      const { bytesRead } = await file.read(bytes, at, bytes.length - at, from + at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return bytes.subarray(0, at);
  } finally {
    await file.close();
  }
}
