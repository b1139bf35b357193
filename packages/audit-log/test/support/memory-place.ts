import { AuditFault, type CheckpointPlace } from '../../src/index.js';

/** All that a place holds, in memory. */
export async function copyOf(place: CheckpointPlace): Promise<MemoryPlace> {
  const copy = new MemoryPlace(place.name);
  const take = async (folder: string): Promise<void> => {
    for (const name of await place.list(folder)) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (path.endsWith('/')) await take(path.slice(0, -1));
      else copy.objects.set(path, (await place.get(path)) ?? Buffer.alloc(0));
    }
  };
  await take('');
  return copy;
}

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
