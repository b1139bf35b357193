import { join } from 'node:path';
import { createTemplate } from '../database/template.js';
import { SERVER_VARIABLE } from '../database/test-database.js';
import { ROOT_KEY_FILE_VARIABLE, writeTestRootKeyFile } from '../root-key/root-key.js';
import { startTestServer } from '../server/postgres-server.js';
import { running } from './running.js';

/** Starts one PostgreSQL for the whole run and migrates its template; the workers inherit the variables. */
export default async function globalSetup(): Promise<void> {
  running.server = await startTestServer();
  const rootKeyFile = join(running.server.folder, 'root.key');
  writeTestRootKeyFile(rootKeyFile);
  await createTemplate(running.server.superuserUrl, rootKeyFile);
  process.env[SERVER_VARIABLE] = running.server.superuserUrl;
  process.env[ROOT_KEY_FILE_VARIABLE] = rootKeyFile;
}
