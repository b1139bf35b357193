import type { Sql } from '@parley/persistence';
import { CryptoFault } from '../crypto-fault.js';
import type { KeyStore } from '../key-store/key-store.js';
import { dataKeyContext } from '../keys/data-keys.js';
import { keyIdOf } from '../keys/former-keys.js';
import { openShardObject } from '../keys/open-shard-object.js';
import { objectName, unavailable } from '../keys/shard-key.js';
import { keyName, readShard, type ShardObject } from '../keys/shard-object.js';
import type { Subject, TenantId } from '../keys/subject.js';
import type { AllTenantKeys } from '../keys/tenant-keys.js';
import { unwrapKey } from '../keys/wrapping.js';
import { KEYS_OF_SHARD, type KeyRow } from './destroying.queries.js';
import type { Selection } from './erased-subject.js';
import type { ShardRow } from './with-shard.js';

/** A data key of a shard, in clear. */
export interface ShardMember {
  readonly subject: Subject;
  readonly generation: number;
  /** Where it does not open, why: whoever only wants it gone need not open it. */
  readonly material: Buffer | CryptoFault;
}

/** All that a shard holds, for the caller to zero. */
export interface OpenedShard {
  /** The object as it was read, to be replaced by the next. */
  readonly content: Buffer;
  readonly epoch: number;
  /** Those that open with what exists: of the database, and what survived an epoch and is in other copies of it. */
  readonly members: readonly ShardMember[];
  /** Rows that nothing opens any more: of an epoch that is gone, and not among what survived it. */
  readonly erased: readonly KeyRow[];
}

/**
 * Opens a shard. `epoch` is its row's. Raises CryptoFault `key_missing` where the key store has no such object, an older
 * one or one that none of the tenant's keys opens, `key_unreadable` where the object is damaged, AppError `service_unavailable`.
 */
export async function openShard(sql: Sql, store: KeyStore, tenant: TenantId, keys: AllTenantKeys, shard: ShardRow): Promise<OpenedShard> {
  const content = await store.read(objectName(tenant, shard.id)).catch(unavailable);
  if (content === undefined) throw new CryptoFault('key_missing');
  const object = readShard(content);
  const rows = await sql.query<KeyRow & Record<string, unknown>>(KEYS_OF_SHARD, [tenant, shard.id]);
  if (object.epoch < shard.epoch || rows.some(({ epoch }) => epoch > object.epoch)) throw new CryptoFault('key_missing');
  const under = openShardObject(object, keys, { tenant, shardId: shard.id })?.key;
  object.secret.fill(0);
  if (!under) throw new CryptoFault('key_missing');
  try {
    const { members, erased } = sorted(object, rows);
    return { content, epoch: object.epoch, members: members.map((row) => opened(under, tenant, row, object.epoch)), erased };
  } finally {
    under.fill(0);
  }
}

/** Zeroes what `openShard` answers. */
export function zeroShard({ content, members }: OpenedShard): void {
  content.fill(0);
  for (const { material } of members) if (Buffer.isBuffer(material)) material.fill(0);
}

/** A key that goes, with the id its cells carry where it still opens. */
export interface ErasedKey {
  readonly subject: string;
  readonly generation: number;
  readonly keyId: string | null;
}

/** Those of a shard's keys that go, or are gone and have a row still. */
export function erasedKeys({ members, erased }: OpenedShard, isErased: Selection): ErasedKey[] {
  const open = members.filter(isErased).map(({ subject, generation, material }) => ({ subject, generation, keyId: Buffer.isBuffer(material) ? keyIdOf(material) : null }));
  return [...open, ...erased.filter(isErased).map(({ subject, generation }) => ({ subject, generation, keyId: null }))];
}

type Member = Omit<KeyRow, 'epoch'>;

/** A row of the object's epoch is newer than what the object says of its key. */
function sorted({ epoch, survivors }: ShardObject, rows: readonly KeyRow[]): { members: Member[]; erased: KeyRow[] } {
  const members = new Map<string, Member>([...survivors].map(([name, wrapped]) => [name, { ...subjectOf(name), wrapped }]));
  const erased: KeyRow[] = [];
  for (const row of rows) {
    const name = keyName(row.subject, row.generation);
    if (row.epoch === epoch) members.set(name, row);
    else if (!members.has(name)) erased.push(row);
  }
  return { members: [...members.values()], erased };
}

/** `keyName` back again. */
function subjectOf(name: string): { subject: string; generation: number } {
  const at = name.lastIndexOf('#');
  return { subject: name.slice(0, at), generation: Number(name.slice(at + 1)) };
}

function opened(under: Buffer, tenant: TenantId, { subject: name, generation, wrapped }: Member, epoch: number): ShardMember {
  const subject = name as Subject;
  try {
    return { subject, generation, material: unwrapKey(under, wrapped, dataKeyContext(tenant, subject, generation, epoch)) };
  } catch (fault) {
    if (!(fault instanceof CryptoFault)) throw fault;
    return { subject, generation, material: fault };
  }
}
