import 'reflect-metadata';
import { ServiceAccountsService, type ServiceAccount } from '@parley/accounts';
import { ApiKeysService } from '@parley/auth';
import type { Keyring } from '@parley/crypto-at-rest';
import { AppError, type AccountId } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import { StartError } from '../start-error.js';

interface Key {
  readonly id: string;
  readonly secret: string;
}

/** Makes a service account with its first key and the apps it is granted. Throws StartError when one of these is not the account's. */
export async function create(database: Database, keyring: Keyring, account: AccountId, name: string, apps: readonly string[]): Promise<{ serviceAccount: { id: string }; serviceAccountKey: Key }> {
  const id = await new ServiceAccountsService(database).create(account, name);
  await changeApps(database, account, 'grant', id, apps);
  return { serviceAccount: { id }, serviceAccountKey: await createKey(database, keyring, account, id, 'First key') };
}

export const list = (database: Database, account: AccountId): Promise<ServiceAccount[]> => new ServiceAccountsService(database).list(account);

/** Makes one more key. Throws StartError when there is no such service account. */
export async function createKey(database: Database, keyring: Keyring, account: AccountId, serviceAccount: string, name: string): Promise<Key> {
  const { id, secret } = await told(() => new ApiKeysService(database, keyring).createServiceKey(account, serviceAccount, name));
  return { id, secret };
}

/** Grants or revokes apps, one after the other. Throws StartError at the first that cannot be. */
export async function changeApps(database: Database, account: AccountId, change: 'grant' | 'revoke', serviceAccount: string, apps: readonly string[]): Promise<void> {
  const services = new ServiceAccountsService(database);
  for (const app of apps) await told(() => services[change](account, serviceAccount, app));
}

export const remove = (database: Database, account: AccountId, serviceAccount: string): Promise<void> =>
  told(() => new ServiceAccountsService(database).delete(account, serviceAccount));

/** What was not found is told in one line. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') throw new StartError(error.title, { cause: error });
    throw error;
  }
}
