import { ObjectStoreError } from '@parley/object-store';
import { originalName } from '../format/sealed-object.js';
import { ZoneReader, type ReadableZone } from '../zones/zone-reader.js';
import type { BackupReader } from './backup-reader.js';

/** The objects of several zones as one repository, whichever has them. */
export class ZoneBackups implements BackupReader {
  private readonly reader: ZoneReader;

  /** Zones in the order in which they are asked. With `every`, a list is one only when each of them answered. */
  constructor(
    private readonly zones: readonly ReadableZone[],
    private readonly options: { readonly every?: boolean } = {},
  ) {
    this.reader = new ZoneReader(zones);
  }

  read(...asked: Parameters<BackupReader['read']>): Promise<unknown> {
    return this.reader.read(...asked);
  }

  /** A zone that does not answer is passed over; rejects with ObjectStoreError where none does. */
  async *list(prefix: string, after?: string): AsyncGenerator<string> {
    const names = new Set<string>();
    let failure: ObjectStoreError | undefined;
    let answered = 0;
    for (const { store } of this.zones) {
      try {
        for await (const { name } of store.list(prefix, after)) names.add(originalName(name));
        answered += 1;
      } catch (error) {
        if (!(error instanceof ObjectStoreError) || this.options.every) throw error;
        failure = error;
      }
    }
    if (answered === 0 && failure) throw failure;
    yield* [...names].sort();
  }
}
