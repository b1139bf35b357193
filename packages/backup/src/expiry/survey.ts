import { BackupFault } from '../backup-fault.js';
import { manifestNumber } from '../format/manifest.js';
import { originalName } from '../format/sealed-object.js';
import { segmentPlace } from '../stream/segments/segment-name.js';
import type { ZoneObject } from '../zones/zone-store.js';
import type { ReadableZone } from '../zones/zone-reader.js';
import type { ExpiryRecord } from './expiry-record.js';
import { isInRange, type KeptRange, type KeptRanges } from './kept-ranges.js';

/** What leads to other things goes last. */
const PREFIXES = ['chains/', 'packs/', 'files/', 'manifests/'];
const SEGMENT = /^chains\/([^/]+)\/(.+)$/;

/** By what is told whether something is needed. */
export interface Needed {
  readonly objects: ReadonlySet<string>;
  readonly ranges: KeptRanges;
  /** Whether a manifest stays; nothing for one that is not known: it is newer. */
  readonly manifest: (number: number) => boolean | undefined;
  /** Manifests that no zone has as they should be. */
  readonly bad: readonly { readonly number: number; readonly reason: string }[];
}

/** What zones hold of what is needed no more. */
export interface Surveyed {
  readonly needless: ReadonlySet<string>;
  readonly ranges: KeptRanges;
  /** Numbers of manifests that are there, and of those that may go now. */
  readonly manifests: ReadonlySet<number>;
  readonly going: readonly number[];
  /** Objects that are needless now, and were not for long enough. */
  readonly waiting: number;
  /** What may be removed of each zone, with repairs, in the order in which it is. */
  readonly removable: ReadonlyMap<string, readonly ZoneObject[]>;
}

/** Whether a run of expiry found an object needless. It says nothing of a chain that it did not see. */
export function isNeedless({ needless, ranges }: Pick<ExpiryRecord, 'needless' | 'ranges'>, name: string): boolean {
  const [, chain = '', rest = ''] = SEGMENT.exec(name) ?? [];
  const place = segmentPlace(rest);
  return place ? ranges.has(chain) && !isInRange(ranges, chain, place) : needless.has(name);
}

/** Lists all zones. What every run of `past` found needless, and is so now, may be removed; nothing where there is none. Rejects where a manifest that is there does not open. */
export async function survey(zones: readonly ReadableZone[], needed: Needed, past: readonly ExpiryRecord[], progress: (done: number, total: number) => void): Promise<Surveyed> {
  const needless = new Set<string>();
  const ranges = new Map<string, readonly KeptRange[]>(needed.ranges);
  const [manifests, going] = [new Set<number>(), new Set<number>()];
  const removable = new Map<string, ZoneObject[]>();
  let [waiting, lists] = [0, 0];
  for (const { name: zone, store } of zones) {
    const own: ZoneObject[] = [];
    removable.set(zone, own);
    for (const prefix of PREFIXES) {
      for await (const object of store.list(prefix)) {
        const name = originalName(object.name);
        if (prefix === 'manifests/') manifests.add(known(name, needed));
        if (prefix === 'chains/') note(name, ranges);
        else if (isUnneeded(name, prefix, needed)) needless.add(name);
        if (!isNeedless({ needless, ranges }, name)) continue;
        if (past.length === 0 || !past.every((run) => isNeedless(run, name))) {
          waiting += 1;
          continue;
        }
        own.push(object);
        if (prefix === 'manifests/') going.add(manifestNumber(name));
      }
      progress((lists += 1), zones.length * PREFIXES.length);
    }
  }
  return { needless, ranges, manifests, going: [...going].sort((one, other) => one - other), removable, waiting };
}

/** A chain of which no manifest tells is needed no more, unless one does by the next time. */
function note(name: string, ranges: Map<string, readonly KeptRange[]>): void {
  const [, chain] = SEGMENT.exec(name) ?? [];
  if (chain !== undefined && !ranges.has(chain)) ranges.set(chain, []);
}

function known(name: string, { bad }: Needed): number {
  const number = manifestNumber(name);
  const fault = bad.find((each) => each.number === number);
  if (fault) throw new BackupFault('missing', `Nothing is removed, as what ${name} needs is not known: no zone has it as it should be (${fault.reason})`);
  return number;
}

const isUnneeded = (name: string, prefix: string, { objects, manifest }: Needed): boolean =>
  prefix === 'manifests/' ? manifest(manifestNumber(name)) === false : !objects.has(name);
