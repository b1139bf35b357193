import type { ChainManifest, GapManifest } from '../format/manifest.types.js';
import type { Numbered } from '../restore/plan/repository-view.js';

/** A snapshot, as far as it matters how long it is kept. */
export interface Dated {
  readonly number: number;
  /** Milliseconds since 1970, by the database's clock. */
  readonly at: number;
  readonly chain: string;
  /** Nothing tells what happened after it. */
  readonly alone: boolean;
}

/** Everything that has a manifest, in the order of their numbers. */
export interface History {
  readonly snapshots: readonly Dated[];
  readonly chains: readonly Numbered<ChainManifest>[];
  readonly gaps: readonly Numbered<GapManifest>[];
}

const DAY_MS = 86_400_000;

/** Behind the window the newest snapshot of each day, week and month stays, for so many of them (ADR 0124). All by UTC, weeks from Monday. */
const BEYOND: readonly { readonly count: number; readonly unit: (at: number) => number }[] = [
  { count: 14, unit: (at) => Math.floor(at / DAY_MS) },
  { count: 8, unit: (at) => Math.floor((at / DAY_MS + 3) / 7) },
  { count: 12, unit: (at) => new Date(at).getUTCFullYear() * 12 + new Date(at).getUTCMonth() },
];

/** What stays. */
export interface Kept {
  /** Where the window begins, in milliseconds since 1970; all stays where there is no snapshot. */
  readonly since: number;
  /** Numbers of manifests. */
  readonly snapshots: ReadonlySet<number>;
  /** Of all kinds. */
  readonly manifests: ReadonlySet<number>;
  /** Any second from the snapshot on can be restored: the oldest snapshot of each chain that reaches into the window; `undefined` where the chain has none yet. */
  readonly whole: ReadonlyMap<string, number | undefined>;
}

/**
 * What stays of a history at a moment. The window ends with the newest snapshot, not with the clock: where backups have
 * stopped, nothing runs out.
 */
export function keep({ snapshots, chains, gaps }: History, now: number, windowMs: number): Kept {
  const end = Math.min(now, snapshots.at(-1)?.at ?? 0);
  const since = end - windowMs;
  const ends = new Map(gaps.map(({ chain, at }) => [chain.id, Date.parse(at)]));
  const reaches = (chain: string): boolean => (ends.get(chain) ?? Infinity) >= since;
  const kept = new Set<number>();
  const whole = new Map<string, number | undefined>(chains.flatMap(({ chain: { id } }) => (reaches(id) ? [[id, undefined]] : [])));
  for (const { at, number } of snapshots.filter(({ alone }) => alone)) if (at >= since) kept.add(number);
  for (const chain of new Set(snapshots.filter(({ alone }) => !alone).map((each) => each.chain))) {
    if (!reaches(chain)) continue;
    const own = snapshots.filter((each) => each.chain === chain);
    const first = own.findLastIndex(({ at }) => at <= since);
    for (const each of own.slice(Math.max(0, first))) kept.add(each.number);
    whole.set(chain, own[Math.max(0, first)]?.number);
  }
  // The last before the window, of whichever chain, leads to the window's first second.
  const before = snapshots.findLast(({ at }) => at <= since);
  if (before) kept.add(before.number);
  for (const { count, unit } of BEYOND) newestOfEach(snapshots.filter(({ at }) => at < since), unit, unit(since) - count).forEach((number) => kept.add(number));
  return { since, snapshots: kept, whole, manifests: keptManifests({ snapshots, chains, gaps }, kept, whole) };
}

function newestOfEach(snapshots: readonly Dated[], unit: (at: number) => number, from: number): number[] {
  const newest = new Map<number, number>();
  for (const { at, number } of snapshots) if (unit(at) >= from) newest.set(unit(at), number);
  return [...newest.values()];
}

/** What tells of a chain goes with the last that is kept of it. What came behind the newest snapshot stays: the writer goes by it. */
function keptManifests({ snapshots, chains, gaps }: History, kept: ReadonlySet<number>, whole: ReadonlyMap<string, unknown>): Set<number> {
  const newest = snapshots.at(-1)?.number ?? 0;
  const told = new Set([...whole.keys(), ...snapshots.filter(({ number }) => kept.has(number)).map(({ chain }) => chain)]);
  return new Set([...kept, ...[...chains, ...gaps].filter(({ number, chain }) => number > newest || told.has(chain.id)).map(({ number }) => number)]);
}
