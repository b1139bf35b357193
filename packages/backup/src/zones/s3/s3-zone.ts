import { newId } from '@parley/kernel';
import { ObjectStoreError, S3Objects, type S3Limits } from '@parley/object-store';
import { fullName, type LedgerStore } from '../../ledger/ledger-store.js';
import { sha256Of } from '../sha256-of.js';
import { withoutFolder } from '../without-folder.js';
import { checkObjectName, type ByteRange, type ExpiringStore, type ZoneObject, type ZoneStat, type ZoneStore } from '../zone-store.js';

/** From so many bytes on an object may take a while. */
const LARGE_BYTES = 4_194_304;
/** Time limits in milliseconds of small objects and of large ones. Who writes asks again itself. */
export const SMALL: S3Limits = { connect: 2000, answer: 10_000, together: 20_000, attempts: 1 };
export const LARGE: S3Limits = { connect: 2000, answer: 60_000, together: 120_000, attempts: 1 };

/** For so long a bucket that keeps no versions is believed not to, in milliseconds. */
const BELIEVED_MS = 60_000;

/** How long S3 is waited for. */
export interface S3Patience {
  readonly small: S3Limits;
  readonly large: S3Limits;
}

/** Objects under a prefix of a bucket, each written by one PutObject on the condition that nothing is there. */
export class S3Zone implements ZoneStore, ExpiringStore {
  private readonly small: S3Objects;
  private readonly large: S3Objects;

  constructor(url: string, limits: S3Patience = { small: SMALL, large: LARGE }, profile?: string) {
    this.small = S3Objects.at(url, limits.small, profile);
    this.large = S3Objects.at(url, limits.large, profile);
  }

  async create(name: string, bytes: Buffer): Promise<void> {
    await this.objects(bytes.length).writeChecked(checkObjectName(name), bytes, sha256Of(bytes), 'new');
  }

  async createOwn(name: string, bytes: Buffer): Promise<void> {
    try {
      await this.create(name, bytes);
    } catch (error) {
      if (!(error instanceof ObjectStoreError && error.code === 'refused')) throw error;
      // It may be that only the condition was. Nobody comes between, as nobody else makes this name.
      if (await this.stat(name)) throw new ObjectStoreError('condition', 'There is such an object already', { cause: error });
      await this.write(name, bytes);
    }
  }

  /** Over whatever is there: only for who has made sure that nothing is, by other means. */
  async write(name: string, bytes: Buffer): Promise<void> {
    await this.objects(bytes.length).writeChecked(checkObjectName(name), bytes, sha256Of(bytes));
  }

  async read(name: string, range?: ByteRange): Promise<Buffer | undefined> {
    const { from, to } = range ?? { from: 0, to: Infinity };
    if (to === Infinity) return (await this.large.read(checkObjectName(name)))?.content;
    return this.objects(to - from).readPart(checkObjectName(name), from, to).catch(unlessMissing);
  }

  async stat(name: string): Promise<ZoneStat | undefined> {
    return this.small.describe(checkObjectName(name));
  }

  list(prefix: string, after?: string): AsyncIterable<ZoneObject> {
    return this.small.listSizes(prefix, after);
  }

  async destroy(name: string): Promise<void> {
    await this.small.destroy(checkObjectName(name));
  }

  /** Whether these credentials delete for good: by what comes of deleting a name that nothing has. In a bucket that keeps versions nothing does. */
  async mayDelete(): Promise<boolean> {
    if ((await this.small.history()) !== undefined) return false;
    try {
      await this.small.destroy(`rights/${newId()}`);
      return true;
    } catch (error) {
      if (error instanceof ObjectStoreError && error.code === 'refused') return false;
      throw error;
    }
  }

  private objects(bytes: number): S3Objects {
    return bytes >= LARGE_BYTES ? this.large : this.small;
  }
}

/** The ledger in a bucket that keeps no versions. */
export class S3Ledger implements LedgerStore {
  private readonly objects: S3Objects;
  private asked = -Infinity;

  constructor(url: string, limits: S3Limits = SMALL) {
    this.objects = S3Objects.at(url, limits);
  }

  /** Versions may be switched on while a worker runs; a receipt would then promise what is not so. */
  async replace(name: string, content: Buffer): Promise<void> {
    if (performance.now() - this.asked > BELIEVED_MS) {
      const history = await this.history();
      if (history !== undefined) throw new ObjectStoreError('refused', `The bucket of the keys has ${history}: what is erased would stay in it`);
    }
    await this.objects.write(checkObjectName(fullName(name)), content);
  }

  async read(name: string): Promise<Buffer | undefined> {
    return (await this.objects.read(checkObjectName(fullName(name))))?.content;
  }

  list(prefix: string): AsyncIterable<ZoneObject> {
    return withoutFolder(this.objects.listSizes(fullName(prefix)));
  }

  /** Why the bucket keeps what is replaced in it; nothing where it does not. */
  async history(): Promise<string | undefined> {
    const history = await this.objects.history();
    if (history === undefined) this.asked = performance.now();
    return history;
  }
}

function unlessMissing(error: unknown): undefined {
  if (!(error instanceof ObjectStoreError && error.code === 'missing')) throw error;
}
