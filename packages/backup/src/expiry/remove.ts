import { ObjectStoreError } from '@parley/object-store';
import type { ExpiringStore, ZoneObject } from '../zones/zone-store.js';

/** Deletions of a zone at once. */
const AT_ONCE = 8;
/** So many that were refused are named. */
const NAMED = 20;

/** What went of a zone, or would. */
export interface Removed {
  readonly zone: string;
  readonly objects: number;
  readonly bytes: number;
  /** What the zone would not let go, by a lock or for want of a right: it is asked again at the next run. */
  readonly refused: { readonly objects: number; /** Some of them. */ readonly names: readonly string[]; /** In the store's words, each once. */ readonly reasons: readonly string[] };
  /** Why the rest was not asked for any more: the zone did not answer. */
  readonly stopped?: string;
}

/** What there is to remove of a zone; `leftovers` are names that may be there, and count for nothing. */
export interface Removal {
  readonly zone: string;
  readonly objects: readonly ZoneObject[];
  readonly leftovers: readonly string[];
}

/** What would go. */
export const wouldRemove = ({ zone, objects }: Pick<Removal, 'zone' | 'objects'>): Removed => ({ zone, ...totalOf(objects), refused: NOTHING });

/** Removes in the order of the names. One object that is locked keeps no other; a zone that does not answer any more keeps the rest of its own. Never rejects for what a store says. */
export async function removeFrom(store: ExpiringStore, { zone, objects, leftovers }: Removal, progress: (gone: number) => void): Promise<Removed> {
  const gone: ZoneObject[] = [];
  const refused: string[] = [];
  const reasons = new Set<string>();
  let stopped: string | undefined;
  const counted = new Set(objects);
  const destroy = async (object: ZoneObject): Promise<void> => {
    try {
      await store.destroy(object.name);
      if (counted.has(object)) gone.push(object);
    } catch (error) {
      if (!(error instanceof ObjectStoreError)) throw error;
      if (error.code !== 'refused') return void (stopped = error.message);
      refused.push(object.name);
      reasons.add(error.message);
    }
  };
  const all = [...objects, ...leftovers.map((name) => ({ name, size: 0 }))];
  for (let from = 0; from < all.length && stopped === undefined; from += AT_ONCE) {
    await Promise.all(all.slice(from, from + AT_ONCE).map(destroy));
    progress(Math.min(objects.length, from + AT_ONCE));
  }
  return { zone, ...totalOf(gone), refused: { objects: refused.length, names: refused.slice(0, NAMED), reasons: [...reasons] }, ...(stopped !== undefined && { stopped }) };
}

const NOTHING = { objects: 0, names: [], reasons: [] };

const totalOf = (objects: readonly ZoneObject[]): { readonly objects: number; readonly bytes: number } => ({ objects: objects.length, bytes: objects.reduce((sum, { size }) => sum + size, 0) });
