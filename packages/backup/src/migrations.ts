// What this package adds to the tables, oldest first.
export { Backups1764000035000 } from './migrations/1764000035000-backups.js';
