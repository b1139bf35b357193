import { CryptoFault } from '../crypto-fault.js';
import { indexKey, valueIndex } from './index-key.js';
import type { RootKeySource } from './root-key.js';
import { tenantContext, wrappingKey, type Installation } from './tenant-wrapping.js';
import { unwrapKey } from './wrapping.js';

/** What is needed of a row of `tenant_keys`. */
export interface TenantIndexRow {
  readonly tenantId: string;
  readonly rootKeyId: string;
  readonly indexWrapped: Buffer;
}

/**
 * `Keyring.index` for whoever has the tenant's row and no database: 32 bytes. Raises CryptoFault: `key_missing` where the
 * tenant's keys were destroyed or its root key is not among `roots`, `key_unreadable`.
 */
export async function tenantIndex(roots: RootKeySource, installation: Installation, { tenantId, rootKeyId, indexWrapped }: TenantIndexRow, purpose: string, value: string): Promise<Buffer> {
  if (indexWrapped.length === 0) throw new CryptoFault('key_missing');
  const under = wrappingKey(await roots.byId(rootKeyId));
  const index = unwrapKey(under, indexWrapped, tenantContext('index', tenantId, installation));
  const key = indexKey(index, purpose);
  const found = valueIndex(key, value);
  for (const each of [under, index, key]) each.fill(0);
  return found;
}
