import { newId } from '@parley/kernel';
import { ObjectStoreError } from '@parley/object-store';
import type { RepositoryKeys } from '../format/repository-keys.js';
import { openObject, sealObject } from '../format/sealed-object.js';
import { isPrepared } from '../zones/prepare-zone.js';
import type { ReadableZone } from '../zones/zone-reader.js';

const NAME = /^holds\/([^/]+)\/(\d{15}|ended)$/;
/** A hold that was not renewed for so long is that of somebody who was killed; and how often it is renewed: milliseconds. */
const [HOLD_MS, RENEW_MS] = [24 * 3_600_000, 3_600_000];

/** Whether anybody reads, and the objects of those who do no more. */
export interface Holds {
  readonly held: boolean;
  readonly ended: readonly string[];
}

/**
 * Keeps expiry from removing anything while somebody reads a repository, until `release`, or for 24 hours after the last
 * renewal: by objects that only who has the repository's key can seal, each for its name. To be asked before the manifests are read: expiry says first which of them are gone, and looks for holds then. A
 * zone that cannot be written is read all the same.
 */
export async function protect(zones: readonly ReadableZone[], keys: RepositoryKeys, reason: 'restore' | 'verify' | 'drill'): Promise<{ release(): Promise<void> }> {
  const id = newId();
  const say = async (what: string): Promise<void> => {
    const name = `holds/${id}/${what}`;
    const object = await sealObject(keys, 'hold', name, Buffer.from(JSON.stringify({ reason })));
    const written = await Promise.allSettled(zones.map(async ({ store }) => {
      // Not into the place of a disk that is not mounted.
      if (await isPrepared(store)) await store.createOwn(name, object);
    }));
    for (const each of written) if (each.status === 'rejected' && !(each.reason instanceof ObjectStoreError)) throw each.reason;
  };
  const renew = () => say(String(Date.now()).padStart(15, '0'));
  await renew();
  const timer = setInterval(() => void renew(), RENEW_MS);
  timer.unref();
  return {
    release: () => {
      clearInterval(timer);
      return say('ended');
    },
  };
}

/** What somebody put there who has no key holds nothing, and ends no hold. Rejects where a zone does not answer. */
export async function readHolds(zones: readonly ReadableZone[], keys: RepositoryKeys, now: number): Promise<Holds> {
  const byId = new Map<string, { readonly names: Set<string>; newest: number; ended: boolean }>();
  for (const { store } of zones) {
    for await (const { name } of store.list('holds/')) {
      const [, id = '', what = ''] = NAME.exec(name) ?? [];
      const hold = byId.get(id) ?? { names: new Set(), newest: 0, ended: false };
      byId.set(id, hold);
      hold.names.add(name);
      if (!(await isSealed(keys, name, await store.read(name)))) continue;
      if (what === 'ended') hold.ended = true;
      else hold.newest = Math.max(hold.newest, Number(what));
    }
  }
  const over = [...byId.values()].filter(({ newest, ended }) => ended || newest < now - HOLD_MS);
  return { held: over.length < byId.size, ended: over.flatMap(({ names }) => [...names]) };
}

async function isSealed(keys: RepositoryKeys, name: string, object: Buffer | undefined): Promise<boolean> {
  return object !== undefined && openObject(keys, 'hold', name, object).then(() => true, () => false);
}
