import { CryptoFault } from '../crypto-fault.js';
import type { RootKeySource } from '../keys/root-key.js';
import type { OpenRootKeys } from './open-root-keys.js';

/** The root keys that a process opened at its start, for the keys under them. */
export const rootKeySource = (opened: OpenRootKeys): RootKeySource => ({
  current: () => opened.current,
  byId: (id) => {
    const root = opened.byId(id);
    if (root === undefined) throw new CryptoFault('key_missing');
    return root;
  },
});
