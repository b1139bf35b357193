import { ObjectStoreError } from '@parley/object-store';
import { isPrepared } from './prepare-zone.js';
import type { ReadableZone } from './zone-reader.js';

/** Writes a small object into each zone that can be written, for whoever is not the worker; answers into how many. Another zone does without. */
export async function createEverywhere(zones: readonly ReadableZone[], name: string, bytes: Buffer): Promise<number> {
  const written = await Promise.allSettled(zones.map(async ({ store }) => {
    // Not into the place of a disk that is not mounted.
    const isThere = await isPrepared(store);
    if (isThere) await store.createOwn(name, bytes);
    return isThere;
  }));
  for (const each of written) if (each.status === 'rejected' && !(each.reason instanceof ObjectStoreError)) throw each.reason;
  return written.filter((each) => each.status === 'fulfilled' && each.value).length;
}
