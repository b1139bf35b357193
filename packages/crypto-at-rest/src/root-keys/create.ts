import { randomBytes } from 'node:crypto';
import { newId } from '@parley/kernel';
import type { ScopedSql, Sql } from '@parley/persistence';
import { checkValueOf } from './check-value.js';
import { recipientMac } from './recipient-mac.js';
import type { RootKeyAccess } from './root-key-access.js';
import { RootKeyError } from './root-key-error.js';
import { insertRootKey, lockRootKeys, population, putRecipient } from './root-keys.queries.js';

export interface CreateOptions {
  readonly populated?: boolean;
  readonly record?: (tx: Sql, rootKeyId: string) => Promise<unknown>;
}

/**
 * Makes the root key of an empty database and wraps it for every configured provider. `sql` sees the system scope.
 * With `populated` also of one that has accounts, as long as nothing is sealed: a version before root keys made it.
 * Whoever calls it says so to a person. `record` puts it on the record in the same transaction, last. Raises RootKeyError when the database has a root key, or data it would not belong to.
 */
export async function createRootKey(sql: ScopedSql, { environment, providers, faults }: RootKeyAccess, { populated = false, record }: CreateOptions = {}): Promise<string> {
  if (faults[0] !== undefined) throw faults[0];
  if (providers.length === 0) throw new RootKeyError('not_configured', 'Nothing says who keeps the root key: set PARLEY_ROOT_KEY_FILE, PARLEY_KMS_KEY or PARLEY_PKCS11_MODULE');
  const [id, key] = [newId(), randomBytes(32)];
  try {
    const context = { rootKeyId: id, environment };
    const wrapped = await Promise.all(providers.map(async (provider) => {
      const name = { provider: provider.name, recipient: provider.recipient };
      return { ...name, wrapped: await provider.wrap(key, context), mac: recipientMac(key, id, name) };
    }));
    const checkValue = checkValueOf(key, id);
    await sql.transaction(async (tx) => {
      await lockRootKeys(tx);
      const there = await population(tx);
      if (there.rootKey) throw new RootKeyError('root_key_present', 'The database has a root key already');
      if (there.tenantKeys || (there.accounts && !populated)) {
        throw new RootKeyError('root_key_missing', 'The database holds data of a root key that is not there: a new one would not open them');
      }
      await insertRootKey(tx, id, checkValue);
      for (const recipient of wrapped) await putRecipient(tx, id, recipient);
      await record?.(tx, id);
    });
  } finally {
    key.fill(0);
  }
  return id;
}
