import { createTemplate } from '../database/template.js';
import { SERVER_VARIABLE } from '../database/test-database.js';
import { startTestServer } from '../server/postgres-server.js';
import { running } from './running.js';

/** Starts one PostgreSQL for the whole run and migrates its template; the workers inherit the variable. */
export default async function globalSetup(): Promise<void> {
  running.server = await startTestServer();
  await createTemplate(running.server.superuserUrl);
  process.env[SERVER_VARIABLE] = running.server.superuserUrl;
}
