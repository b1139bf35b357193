import { randomBytes } from 'node:crypto';
import { ObjectStoreError } from '@parley/object-store';
import { BackupFault } from '../backup-fault.js';
import type { Repository } from '../format/repository-keys.js';
import type { Zone } from './zone.js';
import type { ZoneStore } from './zone-store.js';

/** The object that says whose a place is; below `keys/` in a place that has keys only. */
const OWNER = 'repository';
const FORMAT = 'parley backup zone 1';

/** What was found out about a zone. */
export interface Prepared {
  /** Random, made with the place: two zones with one are the same place. */
  readonly placeId: string;
  /** Nothing was in it before. */
  readonly fresh: boolean;
}

/**
 * Before the first write to a zone: it can be reached and written, is this repository's, keeps nothing of what is destroyed
 * below `keys/`, and never writes over an object, by itself or by the lease. `known` is the place that the zone had before:
 * a disk that is not mounted is no new zone. Raises BackupFault by what is wrong, and ObjectStoreError.
 */
export async function prepareZone(zone: Zone, repository: Repository, known?: string): Promise<Prepared> {
  await zone.clean();
  const there = await zone.store.read(OWNER);
  const before = there && placeOf(zone.name, there, repository);
  if (before === undefined && known !== undefined) {
    throw new BackupFault('lost_zone', `Zone ${zone.name} is empty, and was not before: if its disk is to be mounted, mount it; if it is another place, give it another name`);
  }
  await ownKeys(zone, repository);
  return { placeId: await ownPlace(zone, repository, before), fresh: before === undefined };
}

/** Whether anybody's copies are there. */
export const isPrepared = async (store: ZoneStore): Promise<boolean> => (await store.stat(OWNER)) !== undefined;

/** For who writes nothing but beside what is there. Raises BackupFault `foreign` where the place is not this repository's. */
export async function requireOwn(zone: string, store: ZoneStore, repository: Repository): Promise<void> {
  placeOf(zone, (await store.read(OWNER)) ?? Buffer.alloc(0), repository);
}

/**
 * Before a zone is mended beside a worker that may be writing to it: it is this repository's, and never writes over an object.
 * Removes and makes nothing. Raises BackupFault: `lost_zone`, `foreign`, `unconditional`; and ObjectStoreError.
 */
export async function requireMendable(zone: Zone, repository: Repository): Promise<void> {
  const there = await zone.store.read(OWNER);
  if (!there) throw new BackupFault('lost_zone', `Zone ${zone.name} is empty: a worker fills it, where it is the right place`);
  placeOf(zone.name, there, repository);
  const again = await createOnce(zone, there);
  if (!(again instanceof ObjectStoreError && again.code === 'condition')) throw new BackupFault('unconditional', `Zone ${zone.name} has no conditional writes: it is not mended`, { cause: again });
}

/** The place of the keys is this repository's too, and forgets what it is to forget. It is written over anyway: no condition. */
async function ownKeys({ name, ledger, keys }: Zone, repository: Repository): Promise<void> {
  const history = await keys.history();
  if (history !== undefined) throw new BackupFault('keys_kept', `The keys of zone ${name} lie in a bucket with ${history}, which would keep what is erased: give them a bucket of their own that never had it`);
  if (!keys.apart) return;
  const there = await ledger.read(OWNER);
  if (there === undefined) await ledger.replace(OWNER, ownership(repository, randomBytes(16).toString('hex')));
  else placeOf(name, there, repository);
}

/** Makes a place this repository's, or finds that it is, and that it never writes over an object. Answers the place's id. */
async function ownPlace(zone: Zone, repository: Repository, before: string | undefined): Promise<string> {
  const placeId = before ?? randomBytes(16).toString('hex');
  const owner = ownership(repository, placeId);
  if (before === undefined) {
    const first = await createOnce(zone, owner);
    // Without a lease the store is of no use; with it, it may be that only the condition was refused.
    if (first instanceof ObjectStoreError && first.code === 'refused') await fenced(zone, first).store.create(OWNER, owner);
  }
  // Once more: what is there already, byte by byte. Some stores write all the same, some refuse the header.
  const again = before === undefined ? await createOnce(zone, owner) : await createOnce(zone, await present(zone, repository));
  if (!(again instanceof ObjectStoreError && again.code === 'condition')) fenced(zone, again);
  // Another worker may have been first.
  return placeOf(zone.name, await present(zone, repository), repository);
}

/** What came of writing it: an error that says something of conditions, or nothing. */
async function createOnce(zone: Zone, owner: Buffer): Promise<ObjectStoreError | undefined> {
  try {
    await zone.store.create(OWNER, owner);
    return undefined;
  } catch (error) {
    if (!(error instanceof ObjectStoreError) || error.code === 'unavailable') throw error;
    return error;
  }
}

/** The zone, whose writes are from now on made under the lease. */
function fenced(zone: Zone, cause: unknown): Zone {
  if (!zone.fence()) throw new BackupFault('unconditional', `Zone ${zone.name} has no conditional writes, and no lease keeps other writers off`, { cause });
  return zone;
}

async function present(zone: Zone, repository: Repository): Promise<Buffer> {
  const bytes = await zone.store.read(OWNER);
  if (!bytes) throw new ObjectStoreError('unavailable', `Zone ${zone.name} does not show what was written`);
  placeOf(zone.name, bytes, repository);
  return bytes;
}

/** The id of a place that is this repository's. Raises BackupFault `foreign`. */
function placeOf(zone: string, bytes: Buffer, repository: Repository): string {
  const [, placeId = ''] = /"place":"([0-9a-f]{32})"/.exec(bytes.toString()) ?? [];
  if (!bytes.equals(ownership(repository, placeId))) throw new BackupFault('foreign', `Zone ${zone} is of another repository or environment: give this one a place of its own`);
  return placeId;
}

const ownership = ({ id, environment }: Repository, place: string): Buffer => Buffer.from(`${JSON.stringify({ format: FORMAT, repository: id, environment, place })}\n`);
