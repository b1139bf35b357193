export { startPostgres, superuserUrl, type EmbeddedPostgres, type ServerSettings } from './embedded-postgres.js';
export { filesOf } from './cluster.js';
export { freePort, reservePorts } from './free-port.js';
export { PostgresError } from './postgres-error.js';
export { runningPostmaster } from './postmaster.js';
