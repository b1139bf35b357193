import type { KeyObject } from 'node:crypto';
import { BackupFault } from '../../backup-fault.js';
import type { PackEntry } from '../../format/pack.js';
import { frameKeyUnder, type RepositoryKeys } from '../../format/repository-keys.js';
import type { AppKey } from './closed-apps.js';

/** Keys of frames, each derived once: an app has many frames in a pack, and deriving a key costs as much as opening a small frame. */
export class FrameKeys {
  private readonly ofApps = new Map<string, Promise<Buffer | undefined>>();
  private readonly ofFrames = new Map<string, KeyObject>();

  constructor(
    private readonly keys: RepositoryKeys,
    private readonly appKey: AppKey,
  ) {}

  /** The key of an app's frames in a pack, or of those that belong to no app. Raises BackupFault `unreadable` where the app's keys were destroyed. */
  async of({ id, salt }: PackEntry, app?: string): Promise<KeyObject> {
    const name = `${id} ${app ?? ''}`;
    const known = this.ofFrames.get(name);
    if (known) return known;
    const key = app === undefined ? undefined : await this.keyOf(app);
    const bytes = Buffer.from(salt, 'hex');
    const made = key ? frameKeyUnder(key, bytes) : this.keys.frameKey(bytes);
    this.ofFrames.set(name, made);
    return made;
  }

  /** Zeroes the apps' keys: nothing is opened any more. */
  async forget(): Promise<void> {
    this.ofFrames.clear();
    for (const key of await Promise.allSettled(this.ofApps.values())) if (key.status === 'fulfilled') key.value?.fill(0);
  }

  private async keyOf(app: string): Promise<Buffer> {
    let key = this.ofApps.get(app);
    if (!key) this.ofApps.set(app, (key = this.appKey(app)));
    const found = await key;
    if (!found) throw new BackupFault('unreadable', 'The keys of an app were destroyed');
    return found;
  }
}
