import { testRootKeyFile } from '../root-key/root-key.js';
import { testKeyStoreDirectory } from './test-keyring.js';

/** The settings by which whatever a spec starts opens the keys of the spec's database. */
export const testKeySettings = (): { PARLEY_ROOT_KEY_FILE: string; PARLEY_KEY_STORE: string } =>
  ({ PARLEY_ROOT_KEY_FILE: testRootKeyFile(), PARLEY_KEY_STORE: testKeyStoreDirectory() });
