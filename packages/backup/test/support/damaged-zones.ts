import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openZones, ZoneBackups } from '@parley/backup';
import type { MemoryZones } from './memory-zones.js';

/**
 * Writes what is in memory into two directories, and damages each. Of packs, of segments and of manifests by turns one is
 * changed in the first zone, one missing in the second, one missing in the first, one cut in the second.
 */
export async function damagedZones(from: MemoryZones, directory: string): Promise<ZoneBackups> {
  const places = ['one', 'two'].map((name) => ({ name, place: join(directory, name) }));
  for (const { place } of places) mkdirSync(place);
  const zones = openZones(places);
  const met = new Map<string, number>();
  for (const [name, object] of from.zones[0]!) {
    const kind = name.slice(0, name.indexOf('/'));
    const turn = (met.get(kind) ?? 0) % 4;
    met.set(kind, turn + 1);
    const changed = Buffer.from(object);
    changed[changed.length >> 1]! ^= 1;
    const copies = [turn === 0 ? changed : turn === 2 ? undefined : object, turn === 1 ? undefined : turn === 3 ? object.subarray(0, 40) : object];
    for (const [zone, { store }] of zones.entries()) if (copies[zone]) await store.create(name, copies[zone]);
  }
  return new ZoneBackups(zones);
}
