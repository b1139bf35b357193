import { ObjectStoreError } from '@parley/object-store';
import { createHash } from 'node:crypto';
import { openObject, originalName } from '../format/sealed-object.js';
import type { RepositoryKeys } from '../format/repository-keys.js';
import { lsnName, type Lsn } from '../stream/lsn.js';
import { segmentPlace, type SegmentPlace } from '../stream/segments/segment-name.js';
import { ZoneReader, type ReadableZone } from '../zones/zone-reader.js';
import { chainFolder } from './segment-outlet.js';

/** How far back is looked for a segment's beginning, in bytes of the log, before all of a chain is listed. */
const LOOK_BACK = [64n * 1024n ** 2n, 4n * 1024n ** 3n];

/** A segment's name below its chain's folder, and what it says. */
interface Named {
  readonly name: string;
  readonly place: SegmentPlace;
}

/** How far the zones that answer hold a chain, all together; nothing where they hold none of it. Rejects where none answers. */
export async function heldAsFar(zones: readonly ReadableZone[], chainId: string, from: Lsn): Promise<Lsn | undefined> {
  let farthest: Lsn | undefined;
  for (const { place } of (await listed(zones, chainId, from)).segments) if (farthest === undefined || place.end > farthest) farthest = place.end;
  return farthest;
}

/**
 * The hash of the segment that ends at `end`, by which the next one names it; nothing where no zone has it. Rejects where a
 * zone that may have it does not answer, and with BackupFault where none has a good copy.
 */
export async function hashOfSegmentAt(zones: readonly ReadableZone[], keys: RepositoryKeys, chainId: string, end: Lsn): Promise<string | undefined> {
  const found = await segmentAt(zones, chainId, end);
  if (found === undefined) return undefined;
  const name = `${chainFolder(chainId)}${found}`;
  const verify = async (_name: string, object: Buffer): Promise<void> => void (await openObject(keys, 'segment', name, object));
  const { bytes } = await new ZoneReader(zones).read(name, { verify });
  return createHash('sha256').update(await openObject(keys, 'segment', name, bytes)).digest('hex');
}

/** Its last part, where it is a part of a transaction. */
async function segmentAt(zones: readonly ReadableZone[], chainId: string, end: Lsn): Promise<string | undefined> {
  for (const back of [...LOOK_BACK, end]) {
    const { segments, failures } = await listed(zones, chainId, end > back ? end - back : 0n);
    const ending = segments.filter(({ place }) => place.end === end).toSorted((one, other) => (one.place.part ?? 0) - (other.place.part ?? 0));
    const last = ending.at(-1);
    if (last) return last.name;
    const [failure] = failures;
    if (failure) throw failure;
  }
  return undefined;
}

/** Segments that begin at or behind a place. */
async function listed(zones: readonly ReadableZone[], chainId: string, from: Lsn): Promise<{ readonly segments: Named[]; readonly failures: ObjectStoreError[] }> {
  const folder = chainFolder(chainId);
  const found = new Map<string, Named>();
  const failures: ObjectStoreError[] = [];
  for (const { store } of zones) {
    try {
      for await (const { name: whole } of store.list(folder, `${folder}${lsnName(from)}`)) {
        const name = originalName(whole).slice(folder.length);
        const place = segmentPlace(name);
        if (place) found.set(name, { name, place });
      }
    } catch (error) {
      if (!(error instanceof ObjectStoreError)) throw error;
      failures.push(error);
    }
  }
  const [failure] = failures;
  if (failure && failures.length === zones.length) throw failure;
  return { segments: [...found.values()], failures };
}
