// What this package adds to the tables, oldest first.
export { Audit1764000018000 } from './migrations/1764000018000-audit.js';
export { EntriesOfErasures1764000023100 } from './migrations/1764000023100-entries-of-erasures.js';
