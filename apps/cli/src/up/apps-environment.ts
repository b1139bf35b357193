import type { Settings } from '@parley/kernel';
import type { DatabaseUrls } from '../database/prepare.js';
import type { App } from './app.js';

const LOOPBACK = '127.0.0.0/8,::1';
/** No process that is started gets them: the tables' owner, and who may delete backups. */
const FOR_THE_OPERATOR: ReadonlySet<string> = new Set(['PARLEY_ADMIN_DATABASE_URL', 'PARLEY_BACKUP_EXPIRY_PROFILE']);

/**
 * The variables of an app: ours, the runtime role's URL, where keys rest, and never the administrator's. Those of backups
 * are for the worker alone: their roles read every app's rows, and make databases.
 * In development webhooks may reach this host, unless the variable says otherwise; set but empty allows nothing.
 */
export function appEnvironment({ name }: Pick<App, 'name'>, env: NodeJS.ProcessEnv, settings: Settings, { runtimeUrl, backupUrl, drillUrl }: DatabaseUrls): NodeJS.ProcessEnv {
  const forBackups = name === 'worker';
  const kept = Object.entries(env).filter(([variable]) => !FOR_THE_OPERATOR.has(variable) && (forBackups || !variable.startsWith('PARLEY_BACKUP_')));
  return {
    ...Object.fromEntries(kept),
    DATABASE_URL: runtimeUrl,
    ...(forBackups && backupUrl !== undefined && { PARLEY_BACKUP_DATABASE_URL: backupUrl }),
    ...(forBackups && drillUrl !== undefined && { PARLEY_BACKUP_DRILL_DATABASE_URL: drillUrl }),
    PARLEY_DATA_DIR: settings.dataDir,
    ...(settings.rootKeyFile !== undefined && { PARLEY_ROOT_KEY_FILE: settings.rootKeyFile }),
    ...(settings.keyStore !== undefined && { PARLEY_KEY_STORE: settings.keyStore }),
    ...(settings.env === 'development' && { PARLEY_EGRESS_ALLOW: env['PARLEY_EGRESS_ALLOW'] ?? LOOPBACK }),
  };
}
