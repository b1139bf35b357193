import { AuditFault, type CheckpointPlace } from '../../src/index.js';

/** A place in memory, which its spec may also alter. */
export class MemoryPlace implements CheckpointPlace {
  readonly objects = new Map<string, Buffer>();

  constructor(readonly name: string) {}

  put(name: string, bytes: Uint8Array): Promise<void> {
    const there = this.objects.get(name);
    if (there !== undefined && !there.equals(bytes)) return Promise.reject(new AuditFault('place_altered', name));
    this.objects.set(name, Buffer.from(bytes));
    return Promise.resolve();
  }

  get(name: string): Promise<Buffer | undefined> {
    return Promise.resolve(this.objects.get(name));
  }

  list(folder: string): Promise<string[]> {
    const prefix = folder === '' ? '' : `${folder}/`;
    const names = [...this.objects.keys()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length).replace(/\/.*$/, '/'));
    return Promise.resolve([...new Set(names)]);
  }
}
