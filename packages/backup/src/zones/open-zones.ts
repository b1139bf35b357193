import { requireApart, type ZonePlace } from './same-place.js';
import { Zone, type ZoneOptions } from './zone.js';

/** The zones of a configuration, in its order. Asks nobody yet. Raises BackupFault `same_place`. */
export function openZones(places: readonly ZonePlace[], options: ZoneOptions = {}): Zone[] {
  requireApart(places);
  return places.map((each) => Zone.at(each, options));
}
