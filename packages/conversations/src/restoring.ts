// What a restore needs of this package; it loads no framework.
export { conversationErasures } from './erasure/targets.js';
export { READABLE_CONVERSATIONS } from './readable/readable-tables.js';
