export { leafHash } from './tree/hashes.js';
export { Audit1764000018000 } from './migrations/1764000018000-audit.js';
export { ACTIONS, isPrivileged, type AuditAction } from './entries/actions.js';
export { callerOf, operatorOn, PARLEY, type Actor } from './entries/actor.js';
export { canonicalBytes, type AuditEntry, type Details, type Fact } from './entries/entry.js';
export { ENTRY_COLUMNS, toEntry, type EntryRow } from './entries/entry.row.js';
export { recordAct, type Act } from './entries/record.js';
