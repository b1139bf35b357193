import type { CheckpointSigner } from '@parley/audit-log';
import type { KeyDestroyer, Keyring, KeyStore } from '@parley/crypto-at-rest';
import { ErasureLedger, heldByLaw, type EraserParts, type ReplayParts } from '@parley/erasure';
import { dropAnswers, dropEvents, type Database } from '@parley/persistence';
import { dropAttempts, dropDeliveries } from '@parley/webhooks';
import { erasureTargets } from './erasure-targets.js';

/** What a process has that erases. */
export interface ErasingProcess {
  readonly db: Database;
  readonly keyring: Keyring;
  readonly destroyer: KeyDestroyer;
  readonly store: KeyStore;
}

/** What replaying and taking back need. */
export const replayParts = ({ db, keyring, store }: Omit<ErasingProcess, 'destroyer'>): ReplayParts => ({
  db: db.patient(), ledger: new ErasureLedger(store), targets: erasureTargets(keyring),
});

/** What an eraser of the whole product is made of. */
export const erasingParts = (process: ErasingProcess, signer: CheckpointSigner, onFault: EraserParts['onFault']): EraserParts => ({
  ...replayParts(process),
  keys: process.destroyer,
  droppings: { events: dropEvents, deliveries: dropDeliveries, attempts: dropAttempts, answers: dropAnswers },
  isHeld: heldByLaw,
  signer,
  onFault,
});
