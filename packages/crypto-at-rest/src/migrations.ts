// What this package adds to the tables, oldest first.
export { RootKeys1764000013000 } from './migrations/1764000013000-root-keys.js';
export { DataKeys1764000013100 } from './migrations/1764000013100-data-keys.js';
