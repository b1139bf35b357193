import { hkdfSync } from 'node:crypto';
import { dataKey, KEY_BYTES } from '../cells/data-key.js';
import { CryptoFault } from '../crypto-fault.js';
import { unwrapKey, WRAPPED_BYTES, wrapKey } from './wrapping.js';
import type { TenantId } from './subject.js';
import type { Installation } from './tenant-wrapping.js';

// What `tenant_keys.wrapped` holds: the tenant's key under the root key, then each key that it replaced under the one that
// replaced it, newest first. So a root key's rotation touches the first alone, and whoever has a key opens those before it.

/** A tenant's key as the root key wraps it. */
export const present = (wrapped: Buffer): Buffer => wrapped.subarray(0, WRAPPED_BYTES);

/** The keys that it replaced, each wrapped under its successor; empty where there are none. */
export const former = (wrapped: Buffer): Buffer => wrapped.subarray(WRAPPED_BYTES);

/** A key that was replaced, wrapped under its successor. */
export function wrapFormer(successor: Buffer, key: Buffer, tenant: TenantId, installation: Installation): Buffer {
  const under = formerWrappingKey(successor);
  try {
    return wrapKey(under, key, context(tenant, installation));
  } finally {
    under.fill(0);
  }
}

/** The keys that a tenant's key replaced, newest first, for the caller to zero. Raises CryptoFault `key_unreadable`. */
export function openFormer(key: Buffer, wrapped: Buffer, tenant: TenantId, installation: Installation): Buffer[] {
  const links = former(wrapped);
  if (links.length % WRAPPED_BYTES !== 0) throw new CryptoFault('key_unreadable');
  const opened: Buffer[] = [];
  for (let at = 0; at < links.length; at += WRAPPED_BYTES) {
    const under = formerWrappingKey(opened.at(-1) ?? key);
    opened.push(unwrapKey(under, links.subarray(at, at + WRAPPED_BYTES), context(tenant, installation)));
    under.fill(0);
  }
  return opened;
}

/** How many there are. */
export const formerCount = (wrapped: Buffer): number => Math.floor(former(wrapped).length / WRAPPED_BYTES);

/** What names a key and tells nothing of it, in hexadecimal; of a data key, what its cells carry. */
export function keyIdOf(key: Buffer): string {
  const { id, secret } = dataKey(key);
  secret.fill(0);
  return id.toString('hex');
}

const formerWrappingKey = (successor: Buffer): Buffer => Buffer.from(hkdfSync('sha256', successor, '', 'parley former tenant key v1', KEY_BYTES));

const context = (tenant: TenantId, { environment, region }: Installation): string[] => ['former', tenant, environment, region];
