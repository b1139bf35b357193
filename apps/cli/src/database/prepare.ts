import { ConfigError, type Settings } from '@parley/kernel';
import { initDatabase, waitForDatabase } from '@parley/persistence';
import { MIGRATIONS } from '@parley/platform/migrations';
import { complain, say } from '../report.js';
import { migrateAndSeal } from './migrate-and-seal.js';
import { onDatabase } from './on-database.js';
import { prepareRootKey, type Tell } from './root-key.js';

/** The runtime role as DATABASE_URL names it. */
export function runtimeRole(databaseUrl: string): { runtimeRole: string; password?: string } {
  const { username, password } = new URL(databaseUrl);
  if (username === '') throw new ConfigError('DATABASE_URL must name the runtime role');
  return { runtimeRole: decodeURIComponent(username), ...(password !== '' && { password: decodeURIComponent(password) }) };
}

/** Makes roles, tables and, of an empty database, the root key, where an administrator's URL is given; then, or else, waits until roles and tables are there. */
export async function prepareDatabase(settings: Settings, runtimeUrl: string, adminUrl: string | undefined, tell: Tell = say): Promise<void> {
  if (adminUrl !== undefined) {
    await initDatabase(adminUrl, { ...runtimeRole(runtimeUrl), env: settings.env });
    await migrateAndSeal(settings, adminUrl, tell);
  }
  await waitForDatabase(runtimeUrl, { migrations: MIGRATIONS, environment: settings.env, log: complain });
  if (adminUrl !== undefined) await onDatabase(runtimeUrl, (database) => prepareRootKey(settings, database, tell));
}
