import { BackupFault } from '../backup-fault.js';
import type { RepositoryKeys } from '../format/repository-keys.js';
import { openObject, sealObject } from '../format/sealed-object.js';
import { readOpened, type BackupReader } from '../restore/backup-reader.js';
import { lsnName, lsnOfName } from '../stream/lsn.js';
import { isObjectName } from '../zones/zone-store.js';
import type { KeptRange, KeptRanges } from './kept-ranges.js';

const PREFIX = 'expired/';

/** What a run of expiry found: nothing is removed that not every run of the last 72 hours found needless. */
export interface ExpiryRecord {
  /** Milliseconds since 1970, by the database's clock. */
  readonly at: number;
  /** Manifests that are gone or about to be: no restore goes by them any more. */
  readonly gone: readonly number[];
  /** Packs, files and manifests that nothing needs. */
  readonly needless: ReadonlySet<string>;
  /** What is needed of chains; all else is not. */
  readonly ranges: KeptRanges;
  /** From where segments are needed for a snapshot, which never changes: by its number. */
  readonly begins: ReadonlyMap<number, bigint>;
}

/** Listing them lists them by their time. */
export const recordName = (at: number): string => `${PREFIX}${String(at).padStart(15, '0')}`;

/** Sealed, under its name. */
export function encodeRecord(keys: RepositoryKeys, { at, gone, needless, ranges, begins }: ExpiryRecord): Promise<Buffer> {
  const content = {
    v: 1, at, gone, needless: [...needless], begins: [...begins].map(([number, from]) => [number, lsnName(from)]),
    ranges: [...ranges].map(([chain, kept]) => [chain, kept.map(({ from, to }) => (to === undefined ? [lsnName(from)] : [lsnName(from), lsnName(to)]))]),
  };
  return sealObject(keys, 'expiry', recordName(at), Buffer.from(JSON.stringify(content)));
}

interface Written {
  readonly v: number;
  readonly at: number;
  readonly gone: number[];
  readonly needless: string[];
  readonly begins: [number, string][];
  readonly ranges: [string, [string, string?][]][];
}

async function decodeRecord(keys: RepositoryKeys, name: string, object: Buffer): Promise<ExpiryRecord> {
  const { v, at, gone, needless, begins, ranges } = JSON.parse((await openObject(keys, 'expiry', name, object)).toString()) as Written;
  if (v !== 1 || recordName(at) !== name || !needless.every(isObjectName)) throw new BackupFault('malformed', `${name} is no record of expiry`);
  return {
    at, gone, needless: new Set(needless), begins: new Map(begins.map(([number, from]) => [number, lsnOfName(from)])),
    ranges: new Map(ranges.map(([chain, kept]) => [chain, kept.map(([from, to]): KeptRange => ({ from: lsnOfName(from), ...(to !== undefined && { to: lsnOfName(to) }) }))])),
  };
}

/** Names of all records in any zone, the oldest first. */
async function recordNames(reader: BackupReader): Promise<string[]> {
  const names: string[] = [];
  for await (const name of reader.list(PREFIX)) if (/^\d{15}$/.test(name.slice(PREFIX.length))) names.push(name);
  return names;
}

/** Raises BackupFault `missing` where no zone has it as it was written. */
const readRecord = (reader: BackupReader, keys: RepositoryKeys, name: string): Promise<ExpiryRecord> => readOpened(reader, name, (object) => decodeRecord(keys, name, object));

/** Numbers of manifests that are expired, as the newest record that can be read says. */
export async function goneManifests(reader: BackupReader, keys: RepositoryKeys): Promise<ReadonlySet<number>> {
  for (const name of (await recordNames(reader)).toReversed()) {
    try {
      return new Set((await readRecord(reader, keys, name)).gone);
    } catch (error) {
      if (!(error instanceof BackupFault)) throw error;
    }
  }
  return new Set();
}

/** The newest record, and those behind the last one that cannot be read: what that found is not known. */
export async function earlierRuns(reader: BackupReader, keys: RepositoryKeys): Promise<{ readonly last: ExpiryRecord | undefined; readonly runs: readonly ExpiryRecord[] }> {
  let last: ExpiryRecord | undefined;
  let runs: ExpiryRecord[] = [];
  for (const name of await recordNames(reader)) {
    try {
      last = await readRecord(reader, keys, name);
      runs.push(last);
    } catch (error) {
      if (!(error instanceof BackupFault)) throw error;
      runs = [];
    }
  }
  return { last, runs };
}

/** The newest one that is as old as `until`, and all behind it; none where there is no such one. */
export function runsOfGrace(runs: readonly ExpiryRecord[], until: number): readonly ExpiryRecord[] {
  const first = runs.findLastIndex(({ at }) => at <= until);
  return first < 0 ? [] : runs.slice(first);
}
