// What this package adds to the tables, oldest first.
export { Backups1764000035000 } from './migrations/1764000035000-backups.js';
export { BackupChains1764000036000 } from './migrations/1764000036000-backup-chains.js';
export { GivenRuns1764000037000 } from './migrations/1764000037000-given-runs.js';
export { BackupStamps1764000038000 } from './migrations/1764000038000-backup-stamps.js';
