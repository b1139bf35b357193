import type { CheckpointSigner } from '@parley/audit-log';
import type { KeyDestroyer } from '@parley/crypto-at-rest';
import { heldByLaw, type EraserParts } from '@parley/erasure';
import { dropOutbox } from '@parley/integrations';
import { dropAnswers, dropEvents } from '@parley/persistence';
import { dropAttempts, dropDeliveries } from '@parley/webhooks';
import { replayParts, type ReplayingProcess } from './replaying.js';

/** What a process has that erases. */
export interface ErasingProcess extends ReplayingProcess {
  readonly destroyer: KeyDestroyer;
}

/** What an eraser of the whole product is made of. */
export const erasingParts = (process: ErasingProcess, signer: CheckpointSigner, onFault: EraserParts['onFault']): EraserParts => ({
  ...replayParts(process),
  keys: process.destroyer,
  droppings: { events: dropEvents, deliveries: dropDeliveries, attempts: dropAttempts, answers: dropAnswers, queued: dropOutbox },
  isHeld: heldByLaw,
  signer,
  onFault,
});
