export { Accounts1764000001000 } from './migrations/1764000001000-accounts.js';
