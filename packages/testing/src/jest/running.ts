import type { TestServer } from '../server/postgres-server.js';

/** What jest's global setup started, for its teardown: both run in jest's own process. */
export const running: { server?: TestServer } = {};
