// What this package adds to the tables, oldest first.
export { Erasures1764000023000 } from './migrations/1764000023000-erasures.js';
