import type { Settings } from '@parley/kernel';
import { makeKeyring } from './make-keyring.js';
import { openKeyStore } from './key-store/open-key-store.js';
import type { Keyring } from './keyring.js';
import type { OpenRootKeys } from './root-keys/open-root-keys.js';

/** The settings that say where keys rest beside the root key, and what they are bound to. */
export type KeyringSettings = Pick<Settings, 'env' | 'region' | 'keyStore'>;

/** The keyring of a process, on the root keys that it opened. Raises ConfigError when the key store cannot be used. */
export const openKeyring = async ({ env, region, keyStore }: KeyringSettings, roots: OpenRootKeys): Promise<Keyring> =>
  makeKeyring({ roots, store: await openKeyStore(keyStore), installation: { environment: env, region } });
