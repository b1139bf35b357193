import { earlierRuns } from '../expiry/expiry-record.js';
import { isInRange, type KeptRange } from '../expiry/kept-ranges.js';
import { openObject } from '../format/sealed-object.js';
import type { RepositoryKeys } from '../format/repository-keys.js';
import { ZoneBackups } from '../restore/zone-backups.js';
import type { Lsn } from '../stream/lsn.js';
import type { SegmentPlace } from '../stream/segments/segment-name.js';
import type { Copies } from './copies.js';
import { mergedNames } from './merged-names.js';

/** What expiry says is not needed: that it is gone is no fault, and it is brought back nowhere. */
export class Needed {
  private constructor(
    private readonly at: number,
    private readonly gone: ReadonlySet<number>,
    private readonly ranges: ReadonlyMap<string, readonly KeptRange[]>,
  ) {}

  /** Verifies the records of expiry, and reads the newest. */
  static async read(copies: Copies, keys: RepositoryKeys): Promise<Needed> {
    const zones = copies.answering;
    for await (const { name } of mergedNames(zones, 'expired/', copies.fellSilent)) await copies.check(name, async (object) => void (await openObject(keys, 'expiry', name, object)));
    const { last } = copies.answering.length > 0 ? await earlierRuns(new ZoneBackups(copies.answering), keys) : { last: undefined };
    return new Needed(last?.at ?? -Infinity, new Set(last?.gone), last?.ranges ?? new Map<string, KeptRange[]>());
  }

  manifest(number: number): boolean {
    return !this.gone.has(number);
  }

  segment(chain: string, place: SegmentPlace, since: string | undefined): boolean {
    return this.ranges.has(chain) ? isInRange(this.ranges, chain, place) : this.stretch(chain, place, since);
  }

  /** Whether anything between two places of a chain is; `since` says when its newest manifest was written. */
  stretch(chain: string, { start, end }: { readonly start: Lsn; readonly end: Lsn }, since: string | undefined): boolean {
    const kept = this.ranges.get(chain);
    if (!kept) return since === undefined ? this.at === -Infinity : Date.parse(since) > this.at;
    return kept.some(({ from, to }) => end > from && (to === undefined || start < to));
  }
}
