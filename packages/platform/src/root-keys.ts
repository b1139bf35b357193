import { ProviderFailures } from '@parley/audit-log';
import { openRootKeys, RenewedRootKeys, rootKeyAccess, waitForRootKeys, type RootKeyAccess } from '@parley/crypto-at-rest';
import type { Logger, Settings } from '@parley/kernel';
import { Database, openPool, type SessionOptions } from '@parley/persistence';

/** A process's root keys: open when it starts, and from then on opened again before each time limit, and when a rotation made another one. */
export async function processRootKeys(db: Database, url: string, settings: Settings, session: SessionOptions | undefined, logger: Logger): Promise<RenewedRootKeys> {
  const log = (line: string): void => logger.warn(line);
  const failures = new ProviderFailures(db, (error) => logger.error({ err: error }, 'failures of who keeps the root key are not yet on the record'));
  const failed: RootKeyAccess['failed'] = ({ code }) => void failures.note(code);
  return new RenewedRootKeys(await waitForRootKeys(db.system(), settings, log, failed), {
    // On a connection of its own: those who wait for a root key may hold all of the pool's.
    open: async () => onOwnConnection(url, session, async (own) => openRootKeys(own.system(), { ...(await rootKeyAccess(settings)), failed })),
    ttlMs: settings.keyCacheSeconds * 1000,
    log,
  });
}

async function onOwnConnection<T>(url: string, session: SessionOptions = {}, use: (database: Database) => Promise<T>): Promise<T> {
  const pool = openPool(url, 1, session.bounds);
  try {
    return await use(new Database(pool, session));
  } finally {
    await pool.end();
  }
}
