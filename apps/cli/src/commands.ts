import { baseUrl, type Settings } from '@parley/kernel';
import { writeCredentials } from './data-dir/credentials.js';
import { DataDir } from './data-dir/data-dir.js';
import { keyringOf } from './database/keyring.js';
import { migrateAndSeal } from './database/migrate-and-seal.js';
import { onDatabase } from './database/on-database.js';
import { initRoles } from './database/prepare.js';
import { prepareRootKey } from './database/root-key.js';
import { withDatabase } from './database/with-database.js';
import { complain, say } from './report.js';
import { StartError } from './start-error.js';

export interface KeyOptions {
  /** Left out, it is the only account. */
  readonly account?: string;
  readonly name: string;
  readonly writeCredentials?: boolean;
}

export interface AccountOptions {
  /** Left out, it is the only account. */
  readonly account?: string;
  readonly keySecretsReadable: 'on' | 'off';
}

/** Loaded late, once there is a database to work on: the domain brings a framework with it. */
const accounts = () => import('./accounts.js');

const show = (value: unknown): void => say(JSON.stringify(value, undefined, 2));

/** A URL that a command cannot do without. */
function required(settings: Settings, key: 'databaseUrl' | 'adminDatabaseUrl'): string {
  const url = settings[key];
  if (url === undefined) throw new StartError(`${key === 'databaseUrl' ? 'DATABASE_URL' : 'PARLEY_ADMIN_DATABASE_URL'} is missing`);
  return url;
}

/** `parley db init` */
export async function dbInit(settings: Settings): Promise<void> {
  const adminUrl = required(settings, 'adminDatabaseUrl');
  await initRoles(settings, adminUrl, { runtimeUrl: required(settings, 'databaseUrl'), backupUrl: settings.backupDatabaseUrl });
  say('The database is made.');
}

/** `parley db migrate` */
export async function dbMigrate(settings: Settings): Promise<void> {
  const adminUrl = required(settings, 'adminDatabaseUrl');
  const ran = await migrateAndSeal(settings, adminUrl, say);
  say(ran.length === 0 ? 'The tables are up to date.' : ran.join('\n'));
  await onDatabase(adminUrl, (database) => prepareRootKey(settings, database, say));
  if (settings.backupDatabaseUrl !== undefined) await tellWhatBackupsLack(required(settings, 'databaseUrl'), settings.backupDatabaseUrl);
}

/** The worker says it too; here the administrator reads it, who can mend it. */
async function tellWhatBackupsLack(runtimeUrl: string, backupUrl: string): Promise<void> {
  const { leavesSnapshots, preflight } = await import('@parley/backup');
  const found = await onDatabase(runtimeUrl, (database) => preflight(backupUrl, database.system()));
  for (const each of found) complain(`${leavesSnapshots(each) ? 'Backups are snapshots only.' : 'Backups cannot begin.'} ${each.line}`);
}

/** `parley accounts create` */
export async function accountsCreate(settings: Settings, name: string): Promise<void> {
  const { id, key } = await withDatabase(settings, async (database) => (await accounts()).createAccount(database, await keyringOf(settings, database), name));
  show({ account: { id, displayName: name }, accountKey: key });
}

/** `parley accounts list` */
export async function accountsList(settings: Settings): Promise<void> {
  show({ accounts: await withDatabase(settings, async (database) => (await accounts()).listAccounts(database)) });
}

/** `parley accounts update` */
export async function accountsUpdate(settings: Settings, { account, keySecretsReadable }: AccountOptions): Promise<void> {
  const changed = await withDatabase(settings, async (database) => {
    const { chosenAccount, setKeySecretsReadable } = await accounts();
    return setKeySecretsReadable(database, await chosenAccount(database, account), keySecretsReadable === 'on');
  });
  show({ account: changed });
}

/** `parley keys create` */
export async function keysCreate(settings: Settings, { account, name, writeCredentials: write }: KeyOptions): Promise<void> {
  if (write && settings.env !== 'development') throw new StartError('--write-credentials is for PARLEY_ENV=development');
  // Opened first: were it refused afterwards, the key would be there and its secret lost.
  const dataDir = write ? DataDir.open(settings.dataDir, settings.env) : undefined;
  const key = await withDatabase(settings, async (database) => {
    const { chosenAccount, createKey } = await accounts();
    return createKey(database, await keyringOf(settings, database), await chosenAccount(database, account), name);
  });
  if (dataDir !== undefined) writeCredentials(dataDir, baseUrl(settings), key);
  show({ accountKey: key });
}
