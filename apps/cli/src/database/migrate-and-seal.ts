import { operatorOn, recordAct } from '@parley/audit-log';
import { population, sealPlain } from '@parley/crypto-at-rest';
import type { Settings } from '@parley/kernel';
import { migrate, type Database } from '@parley/persistence';
import { AFTER_SEALING, MIGRATIONS, readBaseline } from '@parley/platform/migrations';
import { keyringOf } from './keyring.js';
import { onDatabase } from './on-database.js';
import { makeRootKey, type Tell } from './root-key.js';

/**
 * Brings the tables up to date, and seals what a version before sealing left in them; answers the migrations that ran. May
 * be stopped and repeated at any point. Throws DatabaseUnfit; RootKeyError and ConfigError when there is something to seal and no key.
 */
export const migrateAndSeal = (settings: Settings, adminUrl: string, tell: Tell): Promise<string[]> =>
  migrate(adminUrl, MIGRATIONS, settings.env, {
    baseline: readBaseline(),
    conversion: { before: AFTER_SEALING, work: (pending) => onDatabase(adminUrl, (database) => sealWhatIsPlain(settings, database, tell, pending)) },
  });

async function sealWhatIsPlain(settings: Settings, database: Database, tell: Tell, pending: readonly string[]): Promise<void> {
  const { accounts, rootKey } = await population(database.system());
  if (!accounts) return;
  // It is of a version that sealed nothing; were anything sealed, no new root key would be made.
  if (!rootKey) await makeRootKey(settings, database, tell, { populated: true });
  // Loaded late: only this one update needs it, and the domain brings a framework with it.
  const { SEALING_STEPS } = await import('@parley/platform');
  const rows = await sealPlain(database, await keyringOf(settings, database), SEALING_STEPS.filter(({ until }) => pending.includes(until)));
  if (rows > 0) await database.system().transaction((tx) => recordAct(tx, operatorOn(), { action: 'data:seal', target: { type: 'database' }, details: { rows } }));
}
