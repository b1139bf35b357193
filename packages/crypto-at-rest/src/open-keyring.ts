import type { Settings } from '@parley/kernel';
import { makeKeys, type Keys } from './make-keyring.js';
import { openKeyStore, type Log } from './key-store/open-key-store.js';
import type { RootKeySource } from './keys/root-key.js';

/** The settings that say where keys rest beside the root key, and what they are bound to, and how many are remembered for how long. */
export type KeyringSettings = Pick<Settings, 'env' | 'region' | 'keyStore' | 'keyCacheKeys' | 'keyCacheSeconds'>;

/** The keys of a process, on the root keys that it opened. Raises ConfigError when the key store cannot be used; with `log` it waits for one that does not answer. */
export const openKeyring = async ({ env, region, keyStore, keyCacheKeys, keyCacheSeconds }: KeyringSettings, roots: RootKeySource, log?: Log): Promise<Keys> =>
  makeKeys({ roots, store: await openKeyStore(keyStore, log), installation: { environment: env, region }, bounds: { most: keyCacheKeys, ttlMs: keyCacheSeconds * 1000 } });
