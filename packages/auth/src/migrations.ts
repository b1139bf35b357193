// What this package adds to the tables, oldest first.
export { ApiKeys1764000003000 } from './migrations/1764000003000-api-keys.js';
