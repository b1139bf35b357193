import type { Settings } from '@parley/kernel';
import { StartError } from '../start-error.js';

/**
 * Asked by every command that may use the embedded database, before it makes or opens anything.
 * Throws StartError in production, where a database of one process tree is a choice that somebody must have made.
 */
export function refuseEmbeddedInProduction({ env, databaseUrl, embeddedOk }: Pick<Settings, 'env' | 'databaseUrl' | 'embeddedOk'>): void {
  if (env === 'production' && databaseUrl === undefined && !embeddedOk) {
    throw new StartError('DATABASE_URL is missing: in production the embedded database is refused unless PARLEY_EMBEDDED_OK=1');
  }
}
