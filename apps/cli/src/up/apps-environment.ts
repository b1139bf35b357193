import type { Settings } from '@parley/kernel';

const LOOPBACK = '127.0.0.0/8,::1';

/**
 * The variables of the API and the worker: ours, the runtime role's URL, where keys rest, and never the administrator's.
 * In development webhooks may reach this host, unless the variable says otherwise; set but empty allows nothing.
 */
export function appsEnvironment(env: NodeJS.ProcessEnv, settings: Settings, runtimeUrl: string): NodeJS.ProcessEnv {
  const { PARLEY_ADMIN_DATABASE_URL: _administrators, ...rest } = env;
  return {
    ...rest,
    DATABASE_URL: runtimeUrl,
    PARLEY_DATA_DIR: settings.dataDir,
    ...(settings.rootKeyFile !== undefined && { PARLEY_ROOT_KEY_FILE: settings.rootKeyFile }),
    ...(settings.keyStore !== undefined && { PARLEY_KEY_STORE: settings.keyStore }),
    ...(settings.env === 'development' && { PARLEY_EGRESS_ALLOW: env['PARLEY_EGRESS_ALLOW'] ?? LOOPBACK }),
  };
}
