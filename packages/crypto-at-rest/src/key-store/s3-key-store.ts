import { ObjectStoreError, type S3Objects } from '@parley/object-store';
import type { KeyStore } from './key-store.js';
import { checkName } from './object-name.js';

/** How a bucket would keep what is destroyed in it, as a person reads it. */
const HISTORY = { versioning: 'keeps versions, or once did', 'object lock': 'locks objects' } as const;

/** A key store under a prefix of an S3 bucket that keeps no versions. Raises ObjectStoreError. */
export class S3KeyStore implements KeyStore {
  constructor(private readonly objects: S3Objects) {}

  async read(name: string): Promise<Buffer | undefined> {
    return (await this.objects.read(checkName(name)))?.content;
  }

  async write(name: string, content: Buffer): Promise<void> {
    checkName(name);
    await this.requireNoHistory();
    await this.objects.write(name, content);
  }

  /** The same where the object is `before` still, else false and nothing is written. */
  async replace(name: string, before: Buffer, content: Buffer): Promise<boolean> {
    const there = await this.objects.read(checkName(name));
    if (!there?.content.equals(before)) return false;
    await this.requireNoHistory();
    try {
      await this.objects.write(name, content, { over: there.etag });
      return true;
    } catch (error) {
      if (!(error instanceof ObjectStoreError && error.code === 'condition')) throw error;
      // An answer that was lost has the SDK ask again, and then it was this very content that is in the way.
      return (await this.read(name))?.equals(content) ?? false;
    }
  }

  /** The names of all objects in a folder and the folders below it. */
  async list(folder: string): Promise<string[]> {
    const names: string[] = [];
    for await (const name of this.objects.list(`${checkName(folder)}/`)) names.push(name);
    return names;
  }

  async destroy(name: string): Promise<void> {
    checkName(name);
    await this.requireNoHistory();
    await this.objects.destroy(name);
  }

  /**
   * Raises ObjectStoreError `refused` for a bucket that keeps what is replaced or destroyed. Asked before each change: they
   * are few, and versions may be switched on while processes run; a receipt would then promise what is not so.
   */
  async requireNoHistory(): Promise<void> {
    const history = await this.objects.history();
    if (history !== undefined) throw new ObjectStoreError('refused', `The bucket ${HISTORY[history]}: what is erased would stay in it. A key store needs a bucket that was never versioned and has no object lock`);
  }
}
