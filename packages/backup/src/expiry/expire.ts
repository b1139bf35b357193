import type { VerifierKey } from '@parley/audit-log';
import { standAlone } from '../format/manifest.types.js';
import type { Repository, RepositoryKeys } from '../format/repository-keys.js';
import { RepositoryView } from '../restore/plan/repository-view.js';
import { ZoneBackups } from '../restore/zone-backups.js';
import { requireOwn } from '../zones/prepare-zone.js';
import type { ExpiringStore } from '../zones/zone-store.js';
import { replacedTimings } from '../timings/zone-timings.js';
import type { ReadableZone } from '../zones/zone-reader.js';
import { earlierRuns, encodeRecord, recordName, runsOfGrace, type ExpiryRecord } from './expiry-record.js';
import { readHolds } from './hold.js';
import { keep } from './keep-policy.js';
import { findNeeds } from './needs.js';
import { oldReports } from './old-reports.js';
import { removeFrom, wouldRemove, type Removed } from './remove.js';
import { survey } from './survey.js';

/** What was needless for so long, run by run, is removed: milliseconds. */
const GRACE_MS = 72 * 3_600_000;

export interface ExpiryParts {
  readonly zones: readonly ReadableZone[];
  /** What deletes in a zone: with credentials that the worker has not. */
  readonly expiring: (zone: string) => ExpiringStore;
  readonly repository: Repository;
  readonly keys: RepositoryKeys;
  readonly trusted: readonly VerifierKey[];
  readonly windowMs: number;
  /** Milliseconds since 1970, by the database's clock. */
  readonly now: number;
  /** Whether a legal hold is in force: nothing is removed then. */
  readonly held: () => Promise<boolean>;
  /** 72 hours without it. */
  readonly graceMs?: number;
}

/** What a run does, one after the other, and what it counts: manifests, snapshots that are kept, lists of zones, objects. */
export type ExpiryStep = 'reading' | 'marking' | 'listing' | 'removing';

export interface ExpiryOptions {
  readonly dryRun?: boolean;
  readonly progress?: (at: { readonly step: ExpiryStep; readonly done: number; readonly total: number }) => void;
}

/** What a run of expiry came to. */
export interface Expired {
  readonly snapshots: number;
  /** From where on any second is kept, as ISO 8601; nothing where there is no snapshot. */
  readonly since: string | undefined;
  /** What is needless, but not for the whole grace. */
  readonly waiting: number;
  /** Why nothing was removed, whatever could be. */
  readonly held: 'legal_hold' | 'reading' | undefined;
  readonly removed: readonly Removed[];
}

/**
 * Removes what no second of the window and no snapshot that is kept needs, once every run of the grace found so (ADR 0124).
 * Each zone has to answer, and each manifest that is there to open: else it raises ObjectStoreError or BackupFault, and
 * nothing goes. Behind that a zone that lets nothing go, or answers no more, keeps the others from nothing: what it did is in
 * the result. A dry run writes nothing.
 */
export async function expire(parts: ExpiryParts, { dryRun = false, progress = () => undefined }: ExpiryOptions = {}): Promise<Expired> {
  const { zones, keys, windowMs, graceMs = GRACE_MS } = parts;
  for (const { name, store } of zones) await requireOwn(name, store, parts.repository);
  const reader = new ZoneBackups(zones, { every: true });
  const { last, runs } = await earlierRuns(reader, keys);
  const view = await RepositoryView.read(reader, keys, parts.trusted, (done, total) => progress({ step: 'reading', done, total }));
  const snapshots = view.snapshots.map(({ number, at, chain }) => ({ number, at: Date.parse(at), chain: chain.id, alone: standAlone(chain) }));
  // The clock may have been set back.
  const now = Math.max(parts.now, (last?.at ?? 0) + 1);
  const kept = keep({ snapshots, chains: view.chains, gaps: view.gaps }, now, windowMs);
  const needs = await findNeeds({ reader, keys, view }, kept, last?.begins ?? new Map(), (done, total) => progress({ step: 'marking', done, total }));
  const known = new Set([...[...view.snapshots, ...view.chains, ...view.gaps].map(({ number }) => number), ...(last?.gone ?? [])]);
  const manifest = (number: number): boolean | undefined => (known.has(number) ? kept.manifests.has(number) : undefined);
  // A snapshot after it has to have seen what was needless: it names files that were new then.
  const past = runsOfGrace(runs, Math.min(now - graceMs, (snapshots.at(-1)?.at ?? 0) - 1));
  const found = await survey(zones, { ...needs, manifest, bad: view.bad }, past, (done, total) => progress({ step: 'listing', done, total }));
  const result = { snapshots: kept.snapshots.size, since: snapshots.length > 0 ? new Date(kept.since).toISOString() : undefined, waiting: found.waiting };
  const held = await heldBy(parts, now);
  if (dryRun) return { ...result, held, removed: [...found.removable].map(([zone, objects]) => wouldRemove({ zone, objects })) };
  const gone = [...new Set([...(last?.gone ?? []), ...(held ? [] : found.going)])];
  await write(parts, { at: now, gone: stillTold(gone, found.manifests), needless: found.needless, ranges: found.ranges, begins: needs.begins });
  // Who begins to read goes by this record; who began before has said so.
  const late = held ?? (await heldBy(parts, now));
  if (late) return { ...result, held: late, removed: [] };
  const leftovers = [...(await readHolds(zones, keys, now)).ended, ...runs.filter(({ at }) => at < (past[0]?.at ?? 0)).map(({ at }) => recordName(at)), ...(await replacedTimings(zones)), ...(await oldReports(zones, kept.since))];
  const removed: Removed[] = [];
  const total = [...found.removable.values()].reduce((sum, { length }) => sum + length, 0);
  let before = 0;
  for (const [zone, objects] of found.removable) {
    removed.push(await removeFrom(parts.expiring(zone), { zone, objects, leftovers }, (done) => progress({ step: 'removing', done: before + done, total })));
    before += objects.length;
  }
  return { ...result, held: undefined, removed };
}

async function heldBy({ zones, keys, held }: ExpiryParts, now: number): Promise<Expired['held']> {
  if (await held()) return 'legal_hold';
  return (await readHolds(zones, keys, now)).held ? 'reading' : undefined;
}

/** Of the manifests that are gone, those that would be missed: they are there yet, or between others. */
function stillTold(gone: readonly number[], there: ReadonlySet<number>): number[] {
  const oldest = Math.min(...[...there].filter((number) => !gone.includes(number)));
  return gone.filter((number) => there.has(number) || number > oldest).sort((one, other) => one - other);
}

async function write({ zones, keys }: ExpiryParts, record: ExpiryRecord): Promise<void> {
  const object = await encodeRecord(keys, record);
  for (const { store } of zones) await store.createOwn(recordName(record.at), object);
}
