import { BackupFault } from '../../backup-fault.js';
import type { RepositoryKeys } from '../../format/repository-keys.js';
import { openObject } from '../../format/sealed-object.js';
import { segmentHeader } from '../../stream/segments/segment-codec.js';
import type { SegmentHeader } from '../../stream/segments/segment-header.js';
import { segmentPlace, type SegmentPlace } from '../../stream/segments/segment-name.js';
import { lsnName, type Lsn } from '../../stream/lsn.js';
import { readOpened, type BackupReader } from '../backup-reader.js';

/** A segment as its name tells of it. */
export interface SegmentRef {
  readonly name: string;
  readonly place: SegmentPlace;
}

const prefixOf = (chain: string): string => `chains/${chain}/`;

/** What any zone has of a chain, in its order: of segments that begin at `from` or later. */
export async function chainSegments(reader: BackupReader, chain: string, from: Lsn): Promise<SegmentRef[]> {
  const segments: SegmentRef[] = [];
  for await (const name of reader.list(prefixOf(chain), `${prefixOf(chain)}${lsnName(from)}`)) {
    const place = segmentPlace(name.slice(prefixOf(chain).length));
    if (place) segments.push({ name, place });
  }
  return segments;
}

/** Whether one segment is what comes right behind another: a later part of the same transaction, or what begins where it ends. */
export function follows({ place: before }: SegmentRef, { place: after }: SegmentRef): boolean {
  const sameTransaction = before.start === after.start && before.end === after.end;
  if (sameTransaction) return before.part !== undefined && after.part === before.part + 1;
  return after.start === before.end && (after.part ?? 1) === 1;
}

/** The content of a segment. Raises BackupFault `missing`. */
export const readSegment = (reader: BackupReader, keys: RepositoryKeys, { name, place }: SegmentRef): Promise<Buffer> =>
  readOpened(reader, name, async (object) => {
    const content = await openObject(keys, 'segment', name, object);
    const { start, end, part } = segmentHeader(content);
    if (BigInt(`0x${start}`) !== place.start || BigInt(`0x${end}`) !== place.end || part?.number !== place.part) throw new BackupFault('malformed', `${name} is another segment`);
    return content;
  });

/** What it says of itself. */
export const readHeader = async (reader: BackupReader, keys: RepositoryKeys, segment: SegmentRef): Promise<SegmentHeader> => segmentHeader(await readSegment(reader, keys, segment));
