import { ObjectStoreError } from '@parley/object-store';
import { originalName } from '../format/sealed-object.js';
import type { ZoneObject } from '../zones/zone-store.js';
import type { VerifiedZone } from './verify.types.js';

/** An object as the lists of zones tell of it. */
export interface Listed {
  /** Without a repair's number. */
  readonly name: string;
  /** Of what one zone has under the name. */
  readonly size: number;
  /** How many zones list it, or a repair of it. */
  readonly zones: number;
}

/** What zones list, in the order of names, each once; one page of each is in memory. A zone that does not answer is told of. */
export async function* mergedNames(zones: readonly VerifiedZone[], prefix: string, silent: (zone: string, name: string) => void): AsyncGenerator<Listed> {
  const lists = zones.map(({ name, store }) => untilSilent(store.list(prefix), () => silent(name, prefix)));
  const heads = await Promise.all(lists.map((list) => list.next()));
  for (;;) {
    const names = heads.flatMap(({ value }) => (value ? [originalName(value.name)] : []));
    const [name] = names.sort();
    if (name === undefined) return;
    let [size, count] = [0, 0];
    for (const [index, list] of lists.entries()) {
      let has = false;
      for (let head = heads[index]?.value; head && originalName(head.name) === name; head = (heads[index] = await list.next()).value) [size, has] = [head.size, true];
      if (has) count += 1;
    }
    yield { name, size, zones: count };
  }
}

async function* untilSilent(list: AsyncIterable<ZoneObject>, silent: () => void): AsyncGenerator<ZoneObject, undefined> {
  try {
    yield* list;
  } catch (error) {
    if (!(error instanceof ObjectStoreError)) throw error;
    silent();
  }
  return undefined;
}
