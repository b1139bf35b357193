import { openSamples, type OpenedSamples } from '@parley/backup';
import { makeKeyring, openRootKeys, type KeyStore, type RootKeyAccess } from '@parley/crypto-at-rest';
import { replayErasures } from '@parley/erasure/restoring';
import type { Settings } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import { READABLE_MESSAGES, replayParts } from '@parley/platform/restoring';

/** What the ledger says was erased is hidden again; a worker does the rest. Answers how many erasures there were. */
export async function eraseAgain({ env: environment, region }: Settings, database: Database, access: RootKeyAccess, store: KeyStore): Promise<number> {
  const roots = await openRootKeys(database.system(), access);
  const keyring = makeKeyring({ roots, store, installation: { environment, region } });
  return replayErasures(replayParts({ db: database, keyring, store }), new AbortController().signal);
}

/** Opens a message of each app and version of its keys in a database that was restored. */
export async function openRestored({ env: environment, region }: Settings, database: Database, access: RootKeyAccess, store: KeyStore): Promise<OpenedSamples> {
  const roots = await openRootKeys(database.system(), access);
  try {
    return await openSamples({ database, keyring: makeKeyring({ roots, store, installation: { environment, region } }), messages: READABLE_MESSAGES });
  } finally {
    roots.zero();
  }
}
