// What this package adds to the tables, oldest first.
export { Audit1764000018000 } from './migrations/1764000018000-audit.js';
