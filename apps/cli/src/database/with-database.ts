import type { Settings } from '@parley/kernel';
import { requireDatabase, type Database } from '@parley/persistence';
import { MIGRATIONS } from '@parley/platform/migrations';
import { DataDir } from '../data-dir/data-dir.js';
import { lockDataDir } from '../data-dir/lock.js';
import { complain } from '../report.js';
import { runningEmbedded, startEmbedded } from './embedded.js';
import { refuseEmbeddedInProduction } from './embedded-allowed.js';
import { onDatabase } from './on-database.js';
import { prepareDatabase } from './prepare.js';

/**
 * Runs `use` on the database that the settings name; the embedded one is started for it unless it already runs.
 * Throws StartError or DatabaseUnfit when it is not one that this environment, this code and the runtime role may work on.
 */
export async function withDatabase<T>(settings: Settings, use: (database: Database) => Promise<T>): Promise<T> {
  refuseEmbeddedInProduction(settings);
  if (settings.databaseUrl !== undefined) return onReadyDatabase(settings, settings.databaseUrl, use);
  const dataDir = DataDir.open(settings.dataDir, settings.env);
  const running = runningEmbedded(dataDir);
  if (running !== undefined) return onReadyDatabase(settings, running, use);
  const lock = await lockDataDir(dataDir.path);
  try {
    const { server, ...urls } = await startEmbedded(settings, dataDir);
    try {
      // What the command itself answers has the output to itself.
      await prepareDatabase(settings, urls, complain);
      return await onDatabase(urls.runtimeUrl, use);
    } finally {
      await server.stop();
    }
  } finally {
    await lock.release();
  }
}

async function onReadyDatabase<T>(settings: Settings, runtimeUrl: string, use: (database: Database) => Promise<T>): Promise<T> {
  await requireDatabase(runtimeUrl, { migrations: MIGRATIONS, environment: settings.env });
  return onDatabase(runtimeUrl, use);
}
