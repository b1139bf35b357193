export { Database, type ScopedSql, type Sql, type Statement } from './database.js';
export { appendEvent, type OutboxEvent } from './outbox.js';
export { appRowsOnly, appRowsOrSystem, policy } from './policies.js';
export { Outbox1764000002000 } from './migrations/1764000002000-outbox.js';
export { keysetPage, mapPage, type KeysetQuery, type Page, type PageRequest } from './keyset.js';
export { idempotently } from './idempotency.js';
export { WakeUp } from './wake-up.js';
