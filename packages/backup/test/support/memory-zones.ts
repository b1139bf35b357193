import { BackupFault, type BackupReader } from '@parley/backup';

/** Objects in memory, of one or several zones. */
export class MemoryZones implements BackupReader {
  readonly zones: Map<string, Buffer>[];
  /** Called before each reading. */
  before: (name: string) => void = () => undefined;

  constructor(count = 1) {
    this.zones = Array.from({ length: count }, () => new Map<string, Buffer>());
  }

  put(name: string, object: Buffer): void {
    for (const zone of this.zones) zone.set(name, object);
  }

  async read(name: string, { range, verify }: Parameters<BackupReader['read']>[1]): Promise<void> {
    this.before(name);
    for (const zone of this.zones) {
      const object = zone.get(name);
      if (!object) continue;
      try {
        return await verify(name, range ? object.subarray(range.from, range.to) : object);
      } catch {
        // the next one's
      }
    }
    throw new BackupFault('missing', `No zone has a good copy of ${name}`);
  }

  async *list(prefix: string, after = ''): AsyncGenerator<string> {
    const names = new Set(this.zones.flatMap((zone) => [...zone.keys()]));
    for (const name of [...names].sort()) if (name.startsWith(prefix) && name > after) yield name;
  }
}
