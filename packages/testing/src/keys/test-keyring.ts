import { DirectoryKeyStore, makeKeyring, type Keyring, type KeyringParts, type RootKey } from '@parley/crypto-at-rest';
import { KEY_STORE_VARIABLE, ROOT_KEY_VARIABLE, runVariable } from './variables.js';

/** Where the run's key store lies, for apps that run as processes of their own. Tenants have ids of chance, so that specs share it without meeting. */
export const testKeyStoreDirectory = (): string => runVariable(KEY_STORE_VARIABLE);

/** The root key of every spec's database. */
function testRootKey(): RootKey {
  const [id = '', key = ''] = runVariable(ROOT_KEY_VARIABLE).split(':');
  return { id, key: Buffer.from(key, 'hex') };
}

/** What a keyring of a spec is made of; anything may be replaced. */
export function testKeyringParts(given: Partial<KeyringParts> = {}): KeyringParts {
  const root = testRootKey();
  return {
    roots: { current: () => root, byId: () => root },
    store: new DirectoryKeyStore(testKeyStoreDirectory()),
    installation: { environment: 'development', region: 'local' },
    ...given,
  };
}

/** A keyring with a cache of its own: two of them stand for two processes. */
export const testKeyring = (given: Partial<KeyringParts> = {}): Keyring => makeKeyring(testKeyringParts(given));
