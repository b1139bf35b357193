export { Webhooks1764000006000 } from './migrations/1764000006000-webhooks.js';
