// What a restore needs of this package; it loads no framework.
export { READABLE_MESSAGES } from './readable-messages.js';
export { replayParts, type ReplayingProcess } from './replaying.js';
