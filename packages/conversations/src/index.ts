export { Conversations1764000005000 } from './migrations/1764000005000-conversations.js';
