import { BACKUP_TENANT, CryptoFault, tenantIndex, type Installation, type Keyring, type RootKeySource } from '@parley/crypto-at-rest';
import type { Sql } from '@parley/persistence';
import { BackupFault } from '../backup-fault.js';
import { RepositoryKeys, type Repository } from '../format/repository-keys.js';
import { isBackupTenant, tenantIndexRow, type JsonRow } from './ledger-rows.js';

const [REPOSITORY, FRAMES] = ['backup repository', 'backup frames'];

/** The key of a database's repository is made at the first time, and stays what it was. In the system scope. */
export const makeRepositoryKeys = async (sql: Sql, keyring: Keyring, repository: Repository): Promise<RepositoryKeys> =>
  new RepositoryKeys(repository, await keyring.index(sql, BACKUP_TENANT, REPOSITORY, repository.id));

/** The same, out of the rows of `tenant_keys`. Raises BackupFault `missing`, CryptoFault. */
export async function repositoryKeysOf(rows: readonly JsonRow[], roots: RootKeySource, installation: Installation, repository: Repository): Promise<RepositoryKeys> {
  const row = rows.find(isBackupTenant);
  if (!row) throw new BackupFault('missing', 'The ledger has no keys of backups');
  return new RepositoryKeys(repository, await tenantIndex(roots, installation, tenantIndexRow(row), REPOSITORY, repository.id));
}

/** The key of an app's frames, 32 bytes; nothing for an app that has no keys, or whose keys were destroyed. */
export type AppKeys = (appId: string) => Promise<Buffer | undefined>;

/** Frame keys of apps, out of the rows of `tenant_keys`. */
export function appKeysOf(rows: readonly JsonRow[], roots: RootKeySource, installation: Installation, repositoryId: string): AppKeys {
  const byTenant = new Map(rows.map((row) => [String(row['tenant_id']), row]));
  return async (appId) => {
    const row = byTenant.get(appId);
    return row && tenantIndex(roots, installation, tenantIndexRow(row), FRAMES, repositoryId).catch(unlessDestroyed);
  };
}

function unlessDestroyed(error: unknown): undefined {
  if (!(error instanceof CryptoFault && error.code === 'key_missing')) throw error;
}
