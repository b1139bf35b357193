import type { Settings } from '@parley/kernel';
import { requireDatabase } from '@parley/persistence';
import { MIGRATIONS } from '@parley/platform/migrations';
import { DataDir } from '../data-dir/data-dir.js';
import { withTargetDatabase, type TargetUrls } from '../backup/restore-target.js';
import { StartError } from '../start-error.js';
import { runningEmbeddedUrls } from './embedded.js';
import { refuseEmbeddedInProduction } from './embedded-allowed.js';

/**
 * Runs `use` on the living database by both roles' URLs, whether the product runs on it or not; the embedded one is started
 * where it does not run. Throws StartError or DatabaseUnfit.
 */
export async function asOwner<T>(settings: Settings, use: (urls: TargetUrls) => Promise<T>): Promise<T> {
  refuseEmbeddedInProduction(settings);
  const ready = async (urls: TargetUrls): Promise<T> => {
    await requireDatabase(urls.runtimeUrl, { migrations: MIGRATIONS, environment: settings.env });
    return use(urls);
  };
  const { databaseUrl: runtimeUrl, adminDatabaseUrl: adminUrl, backupDatabaseUrl: backupUrl } = settings;
  if (runtimeUrl !== undefined) {
    if (adminUrl === undefined) throw new StartError('PARLEY_ADMIN_DATABASE_URL is missing: it names the owner of the tables');
    return ready({ runtimeUrl, adminUrl, backupUrl });
  }
  const running = runningEmbeddedUrls(DataDir.open(settings.dataDir, settings.env));
  return running ? ready(running) : withTargetDatabase(settings, ready);
}
