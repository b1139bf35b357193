import { KeyDestroyer } from './destroying/key-destroyer.js';
import type { KeyStore } from './key-store/key-store.js';
import { Keyring } from './keyring.js';
import { DataKeys } from './keys/data-keys.js';
import { KeyCache, type CacheBounds } from './keys/key-cache.js';
import type { RootKeySource } from './keys/root-key.js';
import { Shards } from './keys/shards.js';
import { TenantKeys } from './keys/tenant-keys.js';
import type { Installation } from './keys/tenant-wrapping.js';
import { TenantKeyRotator } from './tenant-rotation/tenant-key-rotator.js';

/** What a keyring is made of. */
export interface KeyringParts {
  readonly roots: RootKeySource;
  readonly store: KeyStore;
  readonly installation: Installation;
  readonly bounds?: CacheBounds;
  /** The cache's clock: milliseconds that only go forward. */
  readonly now?: () => number;
}

/** A process's keys: what seals and opens by them, what destroys and replaces them, and where their secrets rest. */
export interface Keys {
  readonly keyring: Keyring;
  readonly destroyer: KeyDestroyer;
  readonly rotator: TenantKeyRotator;
  readonly store: KeyStore;
  /** What the process remembers, for a `KeyHolder`. */
  readonly cache: KeyCache;
}

/** With a cache of its own, one for each process. */
export function makeKeys({ roots, store, installation, bounds, now }: KeyringParts): Keys {
  const cache = new KeyCache(bounds, now);
  const tenants = new TenantKeys(roots, installation, cache);
  const keyring = new Keyring(tenants, new DataKeys(tenants, new Shards(store, cache, tenants), cache), cache);
  return { keyring, destroyer: new KeyDestroyer(store, tenants, cache), rotator: new TenantKeyRotator(store, tenants, cache), store, cache };
}

/** The same, where keys are only used. */
export const makeKeyring = (parts: KeyringParts): Keyring => makeKeys(parts).keyring;
