export { isAnythingHeld, isHeld, refuseIfHeld } from './held.js';
export { keepReach } from './reach.js';
export { type Doomed } from './doomed.js';
export { type HoldFilter } from './holds/holds.queries.js';
export { LegalHoldsService } from './holds/holds.service.js';
export { LegalHoldModule } from './legal-hold.module.js';
