import type { Settings } from '@parley/kernel';
import { DataDir } from '../data-dir/data-dir.js';
import { lockDataDir } from '../data-dir/lock.js';
import { startEmbedded } from '../database/embedded.js';
import { refuseEmbeddedInProduction } from '../database/embedded-allowed.js';
import type { DatabaseUrls } from '../database/prepare.js';
import { StartError } from '../start-error.js';

/** The database that is restored into, by both roles' URLs. */
export type TargetUrls = DatabaseUrls & { readonly adminUrl: string };

/**
 * Runs `use` on the database that the settings name, which nothing of Parley's has made ready: an existing server's, or the
 * embedded one in a data directory that nobody uses. Throws StartError.
 */
export async function withTargetDatabase<T>(settings: Settings, use: (urls: TargetUrls) => Promise<T>): Promise<T> {
  refuseEmbeddedInProduction(settings);
  const { databaseUrl: runtimeUrl, adminDatabaseUrl: adminUrl, backupDatabaseUrl: backupUrl } = settings;
  if (runtimeUrl !== undefined) {
    if (adminUrl === undefined) throw new StartError('PARLEY_ADMIN_DATABASE_URL is missing: it names the owner of the empty database that is restored into');
    return use({ runtimeUrl, adminUrl, backupUrl });
  }
  const dataDir = DataDir.open(settings.dataDir, settings.env);
  const lock = await lockDataDir(dataDir.path);
  try {
    const { server, ...urls } = await startEmbedded(settings, dataDir);
    try {
      return await use(urls);
    } finally {
      await server.stop();
    }
  } finally {
    await lock.release();
  }
}
