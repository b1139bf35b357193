import 'reflect-metadata';
import { AccountsService, type Account } from '@parley/accounts';
import { ApiKeysService } from '@parley/auth';
import type { Keyring } from '@parley/crypto-at-rest';
import { asAccountId, type AccountId } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import type { AccountKey } from './data-dir/credentials.js';
import { StartError } from './start-error.js';

const NO_SUCH_ACCOUNT = '23503';
const noSuchAccount = (cause?: unknown) => new StartError('No account has this id', { cause });

/** Makes an account with its first key. */
export async function createAccount(database: Database, keyring: Keyring, name: string): Promise<{ id: AccountId; key: AccountKey }> {
  const id = await new AccountsService(database).create(name);
  return { id, key: await createKey(database, keyring, id, 'First key') };
}

/** Every account. */
export const listAccounts = async (database: Database): Promise<Account[]> => new AccountsService(database).list();

/** The account that is named, or else the only one. Throws StartError when there is none, or a choice. */
export async function chosenAccount(database: Database, named: string | undefined): Promise<AccountId> {
  if (named !== undefined) return asAccountId(named);
  const [only, another] = await new AccountsService(database).list(2);
  if (only === undefined) throw new StartError('There is no account: parley accounts create makes one');
  if (another !== undefined) throw new StartError('There are several accounts: name one by --account (parley accounts list shows them)');
  return only.id;
}

/** Makes one more key of an account. Throws StartError when there is no such account. */
export async function createKey(database: Database, keyring: Keyring, account: AccountId, name: string): Promise<AccountKey> {
  try {
    const { id, secret } = await new ApiKeysService(database, keyring).createAccountKey(account, name);
    return { id, secret };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === NO_SUCH_ACCOUNT) throw noSuchAccount(error);
    throw error;
  }
}

/** Says whether the secrets of an account's keys can be read again. Throws StartError when there is no such account. */
export async function setKeySecretsReadable(database: Database, id: AccountId, readable: boolean): Promise<Account> {
  const account = await new AccountsService(database).setKeySecretsReadable(id, readable);
  if (account === undefined) throw noSuchAccount();
  return account;
}
