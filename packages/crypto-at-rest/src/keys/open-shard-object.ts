import { deriveElderKey, deriveShardKey, elderContext } from './shard-key.js';
import { keyIdOf } from './former-keys.js';
import type { ShardObject } from './shard-object.js';
import type { TenantId } from './subject.js';
import type { TenantKeyPair } from './tenant-keys.js';
import { unwrapKey } from './wrapping.js';

/** Whose shard an object is. */
export interface ShardPlace {
  readonly tenant: TenantId;
  readonly shardId: string;
}

/** A shard's key, 32 bytes, for the caller to zero. */
export interface OpenedObject {
  readonly key: Buffer;
  /** Whether it opens by a key that the tenant had before: nothing new is made in it. */
  readonly closed: boolean;
}

/**
 * The key of a shard: derived from the tenant key that its object names, or wrapped for one of those it knows. Nothing where
 * none of the keys that were given opens it; where those before the present one are not among them, all are to be tried.
 * Raises CryptoFault `key_unreadable` for a damaged object.
 */
export function openShardObject(object: ShardObject, keys: TenantKeyPair, place: ShardPlace): OpenedObject | undefined {
  if (object.tenantKey === undefined) return openUnnamed(object, keys, place);
  const known = [keys.key, ...(keys.former ?? [])];
  const names = known.map(keyIdOf);
  const own = known[names.indexOf(object.tenantKey)];
  if (own) return { key: deriveShardKey(own, object.secret, place.tenant, place.shardId, object.epoch), closed: !isOf(object, keys.key) };
  const at = names.findIndex((name) => object.elders?.has(name));
  const [elder, wrapped] = [known[at], object.elders?.get(names[at] ?? '')];
  if (!elder || !wrapped) return undefined;
  const under = deriveElderKey(elder, object.secret, place.tenant, place.shardId, object.epoch);
  try {
    return { key: unwrapKey(under, wrapped, elderContext(place.tenant, place.shardId, object.epoch)), closed: true };
  } finally {
    under.fill(0);
  }
}

/** Whether this key alone opens it. */
export const isOf = ({ tenantKey, elders }: ShardObject, key: Buffer): boolean => tenantKey === keyIdOf(key) && (elders?.size ?? 0) === 0;

/** A version before wrote it, when the tenant had the eldest of its keys only. */
function openUnnamed({ secret, epoch }: ShardObject, { key, former }: TenantKeyPair, { tenant, shardId }: ShardPlace): OpenedObject | undefined {
  if (former === undefined) return undefined;
  return { key: deriveShardKey(former.at(-1) ?? key, secret, tenant, shardId, epoch), closed: former.length > 0 };
}
