// What a restore needs of this package; it loads no framework.
export { ErasureLedger } from './ledger.js';
export { replayErasures, type ReplayParts } from './replay.js';
