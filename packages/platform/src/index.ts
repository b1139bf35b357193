export { HEARTBEAT_MS, beat, someWorkerLives, stopBeating } from './heartbeats.js';
export { NestLogger } from './nest-logger.js';
export { PlatformModule } from './platform.module.js';
