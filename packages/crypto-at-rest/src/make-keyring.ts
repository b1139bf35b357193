import type { KeyStore } from './key-store/key-store.js';
import { Keyring } from './keyring.js';
import { DataKeys } from './keys/data-keys.js';
import { KeyCache, type CacheBounds } from './keys/key-cache.js';
import type { RootKeySource } from './keys/root-key.js';
import { Shards } from './keys/shards.js';
import { TenantKeys, type Installation } from './keys/tenant-keys.js';

/** What a keyring is made of. */
export interface KeyringParts {
  readonly roots: RootKeySource;
  readonly store: KeyStore;
  readonly installation: Installation;
  readonly bounds?: CacheBounds;
}

/** A keyring with a cache of its own, one for each process. */
export function makeKeyring({ roots, store, installation, bounds }: KeyringParts): Keyring {
  const cache = new KeyCache(bounds);
  const tenants = new TenantKeys(roots, installation, cache);
  return new Keyring(tenants, new DataKeys(tenants, new Shards(store, cache), cache), cache);
}
