import { ObjectStoreError } from '@parley/object-store';
import type { ReadableZone } from '../zones/zone-reader.js';

/** What is to be read at a verification. */
export interface Listed {
  readonly objects: number;
  readonly bytes: number;
}

/** How much zones hold that a verification reads, by their lists alone; a zone that does not answer counts as far as it did. */
export async function listedIn(zones: readonly ReadableZone[]): Promise<Listed> {
  let [objects, bytes] = [0, 0];
  for (const { store } of zones) {
    try {
      for (const prefix of ['manifests/', 'packs/', 'files/', 'chains/', 'expired/']) {
        for await (const { size } of store.list(prefix)) {
          objects += 1;
          bytes += size;
        }
      }
    } catch (error) {
      if (!(error instanceof ObjectStoreError)) throw error;
    }
  }
  return { objects, bytes };
}
