import { items, word, WrongValue, type Parse } from './parsers.js';
import type { NamedPlace, Settings } from './settings.js';

/** Names with their places, `name=place`, separated by commas: at least one, none twice. */
export const namedPlaces =
  (place: Parse<string>, example = 'near=/mnt/near,far=s3://bucket/prefix?region=eu-central-1'): Parse<NamedPlace[]> =>
  (value) => {
    const places = items(value).map((item) => {
      const [, name, where] = /^([^=/:]+)=(.+)$/.exec(item) ?? [];
      // Else it would be one place, whose name holds the rest of them.
      if (where !== undefined && /\s[^=/:]*=/.test(where)) throw new WrongValue('must have a comma between two of them, not a blank: near=/mnt/near,far=/mnt/far');
      if (name === undefined || where === undefined) throw new WrongValue(`must be names with places, such as ${example}`);
      return { name: word(name), place: place(where) };
    });
    if (places.length === 0) throw new WrongValue('must be at least one name with its place');
    const twice = places.find(({ name }, index) => places.findIndex((other) => other.name === name) < index);
    if (twice !== undefined) throw new WrongValue(`must have each name once: ${twice.name} is there twice`);
    return places;
  };

/** A zone of backups as it is configured. */
export interface ZoneSetting extends NamedPlace {
  /** Where its `keys/` lie, when they lie elsewhere. */
  readonly keysPlace?: string;
}

/** The zones of backups, in their order; none where backups are off. */
export function backupZones(settings: Pick<Settings, 'backupZones' | 'backupKeyZones'>): ZoneSetting[] {
  const keys = new Map(settings.backupKeyZones?.map(({ name, place }) => [name, place]));
  return (settings.backupZones ?? []).map((zone) => ({ ...zone, ...(keys.has(zone.name) && { keysPlace: keys.get(zone.name) }) }));
}
