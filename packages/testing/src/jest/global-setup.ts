import { join } from 'node:path';
import { createTemplate } from '../database/template.js';
import { SERVER_VARIABLE } from '../database/test-database.js';
import { KEY_STORE_VARIABLE, ROOT_KEY_VARIABLE } from '../keys/variables.js';
import { ROOT_KEY_FILE_VARIABLE, writeTestRootKeyFile } from '../root-key/root-key.js';
import { startTestServer } from '../server/postgres-server.js';
import { running } from './running.js';

/** Starts one PostgreSQL for the whole run and migrates its template; the workers inherit the variables. */
export default async function globalSetup(): Promise<void> {
  running.server = await startTestServer();
  const { folder, superuserUrl } = running.server;
  const rootKeyFile = join(folder, 'root.key');
  writeTestRootKeyFile(rootKeyFile);
  const { id, key } = await createTemplate(superuserUrl, rootKeyFile);
  process.env[SERVER_VARIABLE] = superuserUrl;
  process.env[ROOT_KEY_FILE_VARIABLE] = rootKeyFile;
  process.env[ROOT_KEY_VARIABLE] = `${id}:${key.toString('hex')}`;
  process.env[KEY_STORE_VARIABLE] = join(folder, 'key-store');
}
