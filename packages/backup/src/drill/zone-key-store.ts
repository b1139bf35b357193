import type { KeyStore } from '@parley/crypto-at-rest';
import type { OpenLedger } from '../ledger/open-ledger.js';

const refused = (): Promise<never> => Promise.reject(new Error('What a zone has of the key store is only read'));

/** The key store as the zones have it, read when it is asked for: nothing of it is written anywhere. */
export const zoneKeyStore = (ledger: Pick<OpenLedger, 'secret' | 'secretNames'>): KeyStore => ({
  read: (name) => ledger.secret(name),
  list: async (folder) => (await ledger.secretNames()).filter((name) => name.startsWith(`${folder}/`)),
  write: refused, replace: refused, destroy: refused,
});
