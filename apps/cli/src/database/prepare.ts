import { ConfigError, type Settings } from '@parley/kernel';
import { initDatabase, waitForDatabase } from '@parley/persistence';
import { MIGRATIONS } from '@parley/platform/migrations';
import { complain, say } from '../report.js';
import { migrateAndSeal } from './migrate-and-seal.js';
import { onDatabase } from './on-database.js';
import { prepareRootKey, type Tell } from './root-key.js';

/** One database, as each of its roles reaches it. */
export interface DatabaseUrls {
  readonly runtimeUrl: string;
  readonly adminUrl?: string | undefined;
  readonly backupUrl?: string | undefined;
  /** Of the role that drills are done as, where it is ours to make. */
  readonly drillUrl?: string | undefined;
}

/** The role that a URL names. */
function roleOf(variable: string, url: string): { name: string; password?: string } {
  const { username, password } = new URL(url);
  if (username === '') throw new ConfigError(`${variable} must name a role`);
  return { name: decodeURIComponent(username), ...(password !== '' && { password: decodeURIComponent(password) }) };
}

/** Makes the database's mark, the runtime role and, where their URLs are given, those that read for backups and that drill. Throws ConfigError and DatabaseUnfit. */
export async function initRoles({ env }: Settings, adminUrl: string, { runtimeUrl, backupUrl, drillUrl }: DatabaseUrls): Promise<void> {
  const { name: runtimeRole, ...secret } = roleOf('DATABASE_URL', runtimeUrl);
  await initDatabase(adminUrl, { runtimeRole, ...secret, env });
  if (backupUrl === undefined) return;
  // Loaded late: most databases have no such roles.
  const { initBackupRole, initDrillRole } = await import('@parley/backup');
  await initBackupRole(adminUrl, { ...roleOf('PARLEY_BACKUP_DATABASE_URL', backupUrl), runtimeRole });
  if (drillUrl !== undefined) await initDrillRole(adminUrl, { password: '', ...roleOf('PARLEY_BACKUP_DRILL_DATABASE_URL', drillUrl) });
}

/** Makes roles, tables and, of an empty database, the root key, where an administrator's URL is given; then, or else, waits until roles and tables are there. */
export async function prepareDatabase(settings: Settings, urls: DatabaseUrls, tell: Tell = say): Promise<void> {
  const { runtimeUrl, adminUrl } = urls;
  if (adminUrl !== undefined) {
    await initRoles(settings, adminUrl, urls);
    await migrateAndSeal(settings, adminUrl, tell);
  }
  await waitForDatabase(runtimeUrl, { migrations: MIGRATIONS, environment: settings.env, log: complain });
  if (adminUrl !== undefined) await onDatabase(runtimeUrl, (database) => prepareRootKey(settings, database, tell));
}
