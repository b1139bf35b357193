import { waitForRootKeys } from '@parley/crypto-at-rest';
import { baseUrl, type Settings } from '@parley/kernel';
import { writeCredentials } from '../data-dir/credentials.js';
import type { DataDir } from '../data-dir/data-dir.js';
import { startEmbedded } from '../database/embedded.js';
import { prepareDatabase, type DatabaseUrls } from '../database/prepare.js';
import { keyringOf } from '../database/keyring.js';
import { onDatabase } from '../database/on-database.js';
import { complain } from '../report.js';
import type { Started } from './started.js';
import { SupervisedDatabase } from './supervised-database.js';

/** Starts or finds the database, complete with roles, tables, a root key that opens and (in development) the first account; answers the URLs of the roles that the apps are. */
export async function startDatabase(settings: Settings, dataDir: DataDir, started: Started): Promise<DatabaseUrls> {
  const urls = await (settings.databaseUrl === undefined ? startOurs(settings, dataDir, started) : prepareTheirs(settings, settings.databaseUrl, started));
  const { runtimeUrl } = urls;
  // Told by this process, in one line, before the apps would each tell it.
  await started.orInterrupted(onDatabase(runtimeUrl, (database) => waitForRootKeys(database.system(), settings, complain)));
  if (settings.env === 'development' && !dataDir.provisioned) await provision(settings, dataDir, runtimeUrl);
  return urls;
}

async function prepareTheirs(settings: Settings, runtimeUrl: string, started: Started): Promise<DatabaseUrls> {
  const urls = { runtimeUrl, adminUrl: settings.adminDatabaseUrl, backupUrl: settings.backupDatabaseUrl };
  await started.orInterrupted(prepareDatabase(settings, urls));
  return urls;
}

async function startOurs(settings: Settings, dataDir: DataDir, started: Started): Promise<DatabaseUrls> {
  const { server, ...urls } = await startEmbedded(settings, dataDir);
  const database = new SupervisedDatabase(dataDir.database, server);
  started.push(() => database.stop(), () => void database.stop(true));
  await started.orInterrupted(prepareDatabase(settings, urls));
  return urls;
}

/** On an empty data directory in development: one account, and its key in a file. */
async function provision(settings: Settings, dataDir: DataDir, runtimeUrl: string): Promise<void> {
  // Loaded late: only the first start makes an account, and the domain brings a framework with it.
  const { createAccount } = await import('../accounts.js');
  const { key } = await onDatabase(runtimeUrl, async (database) => createAccount(database, await keyringOf(settings, database), 'Development'));
  writeCredentials(dataDir, baseUrl(settings), key);
  dataDir.setProvisioned();
}
