import { join } from 'node:path';
import { isS3Url, isWithin, parseS3Url } from '@parley/kernel';
import { BackupFault } from '../backup-fault.js';

/** A zone as it is configured. */
export interface ZonePlace {
  readonly name: string;
  /** An absolute path or an S3 URL. */
  readonly place: string;
  /** Where `keys/` lies, if not in the place itself: a bucket without versions beside one that has them. */
  readonly keysPlace?: string;
}

/** Raises BackupFault `same_place` where one zone lies in another's place or below it: losing one would be losing both. */
export function requireApart(zones: readonly ZonePlace[]): void {
  for (const [index, one] of zones.entries()) {
    for (const other of zones.slice(index + 1)) {
      if (one.name === other.name) throw new BackupFault('same_place', `There are two zones called ${one.name}`);
      if (placesOf(one).some((mine) => placesOf(other).some((theirs) => overlap(mine, theirs)))) {
        throw new BackupFault('same_place', `Zones ${one.name} and ${other.name} lie in one place, or one within the other`);
      }
    }
  }
}

const placesOf = ({ place, keysPlace }: ZonePlace): string[] => (keysPlace === undefined ? [place] : [place, keysPlace]);

function overlap(one: string, other: string): boolean {
  if (isS3Url(one) !== isS3Url(other)) return false;
  if (!isS3Url(one)) return isWithin(one, join(other, 'x')) || isWithin(other, join(one, 'x'));
  const [mine, theirs] = [parseS3Url(one), parseS3Url(other)];
  if (mine.bucket !== theirs.bucket || mine.endpoint !== theirs.endpoint) return false;
  return mine.prefix.startsWith(theirs.prefix) || theirs.prefix.startsWith(mine.prefix);
}
