import type { AccountId, Settings } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import { keyringOf } from '../database/keyring.js';
import { withDatabase } from '../database/with-database.js';
import { say } from '../report.js';

export interface ServiceOptions {
  /** Left out, it is the only account. */
  readonly account?: string;
  readonly serviceAccount?: string;
  readonly name?: string;
  readonly app?: readonly string[];
}

/** Loaded late, as in commands.ts. */
const domain = () => import('./service-accounts.js');

const show = (value: unknown): void => say(JSON.stringify(value, undefined, 2));

/** Does something with the account that is meant. */
async function onAccount<T>(settings: Settings, { account }: ServiceOptions, work: (database: Database, id: AccountId) => Promise<T>): Promise<T> {
  return withDatabase(settings, async (database) => work(database, await (await import('../accounts.js')).chosenAccount(database, account)));
}

/** `parley service-accounts create` */
export async function serviceAccountsCreate(settings: Settings, options: ServiceOptions): Promise<void> {
  show(await onAccount(settings, options, async (database, id) => (await domain()).create(database, await keyringOf(settings, database), id, options.name ?? '', options.app ?? [])));
}

/** `parley service-accounts list` */
export async function serviceAccountsList(settings: Settings, options: ServiceOptions): Promise<void> {
  show({ serviceAccounts: await onAccount(settings, options, async (database, id) => (await domain()).list(database, id)) });
}

/** `parley service-accounts key` */
export async function serviceAccountsKey(settings: Settings, options: ServiceOptions): Promise<void> {
  const { serviceAccount = '', name = '' } = options;
  show({ serviceAccountKey: await onAccount(settings, options, async (database, id) => (await domain()).createKey(database, await keyringOf(settings, database), id, serviceAccount, name)) });
}

/** `parley service-accounts grant` and `… revoke` */
export async function serviceAccountsChange(settings: Settings, change: 'grant' | 'revoke', options: ServiceOptions): Promise<void> {
  const { serviceAccount = '', app = [] } = options;
  await onAccount(settings, options, async (database, id) => (await domain()).changeApps(database, id, change, serviceAccount, app));
  say(change === 'grant' ? 'Granted.' : 'Revoked.');
}

/** `parley service-accounts delete` */
export async function serviceAccountsDelete(settings: Settings, options: ServiceOptions): Promise<void> {
  await onAccount(settings, options, async (database, id) => (await domain()).remove(database, id, options.serviceAccount ?? ''));
  say('Deleted.');
}
