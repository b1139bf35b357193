// What this package adds to the tables, oldest first.
export { LegalHolds1764000021000 } from './migrations/1764000021000-legal-holds.js';
