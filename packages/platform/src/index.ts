export { watchCryptoFaults } from './crypto-faults.js';
export { APP_ERASURE, eraseDeletedApps } from './app-erasure.js';
export { erasingParts, replayParts, type ErasingProcess } from './erasing.js';
export { erasureTargets } from './erasure-targets.js';
export { HEARTBEAT_MS, beat, someWorkerLives, stopBeating } from './heartbeats.js';
export { NestLogger } from './nest-logger.js';
export { PlatformModule } from './platform.module.js';
export { SEALING_STEPS } from './sealing-steps.js';
export { erasedSince, EXPORTED, NOT_EXPORTED } from './exporting.js';
