import { join } from 'node:path';
import { createTemplate } from '../database/template.js';
import { SERVER_VARIABLE } from '../database/test-database.js';
import { KEY_STORE_VARIABLE, ROOT_KEY_VARIABLE } from '../keys/variables.js';
import { ROOT_KEY_FILE_VARIABLE, writeTestRootKeyFile } from '../root-key/root-key.js';
import { startTestServer, type TestServer } from './postgres-server.js';

/**
 * Starts a PostgreSQL with a migrated template, its key file and its key store in one folder, and makes them those of this
 * process: every database that `createTestDatabase` makes from now on lies there. A run has one; a spec that looks into
 * files starts another, in which nothing else lies (jest gives each spec file variables of its own).
 */
export async function startOwnServer(): Promise<TestServer> {
  const server = await startTestServer();
  const rootKeyFile = join(server.folder, 'root.key');
  writeTestRootKeyFile(rootKeyFile);
  const { id, key } = await createTemplate(server.superuserUrl, rootKeyFile);
  process.env[SERVER_VARIABLE] = server.superuserUrl;
  process.env[ROOT_KEY_FILE_VARIABLE] = rootKeyFile;
  process.env[ROOT_KEY_VARIABLE] = `${id}:${key.toString('hex')}`;
  process.env[KEY_STORE_VARIABLE] = join(server.folder, 'key-store');
  return server;
}
