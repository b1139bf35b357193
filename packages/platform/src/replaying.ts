import type { Keyring, KeyStore } from '@parley/crypto-at-rest';
import { ErasureLedger, type ReplayParts } from '@parley/erasure/restoring';
import type { Database } from '@parley/persistence';
import { erasureTargets } from './erasure-targets.js';

/** What a process has that replays erasures, or takes one back. */
export interface ReplayingProcess {
  readonly db: Database;
  readonly keyring: Keyring;
  readonly store: KeyStore;
}

/** What replaying and taking back need. */
export const replayParts = ({ db, keyring, store }: ReplayingProcess): ReplayParts => ({
  db: db.patient(), ledger: new ErasureLedger(store), targets: erasureTargets(keyring),
});
