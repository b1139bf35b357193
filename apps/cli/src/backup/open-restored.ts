import { openSamples, type OpenedSamples } from '@parley/backup';
import { makeKeyring, openRootKeys, type KeyStore, type RootKeyAccess } from '@parley/crypto-at-rest';
import type { Settings } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import { READABLE_MESSAGES } from '@parley/platform';

/** Opens a message of each app and version of its keys in a database that was restored. */
export async function openRestored({ env: environment, region }: Settings, database: Database, access: RootKeyAccess, store: KeyStore): Promise<OpenedSamples> {
  const roots = await openRootKeys(database.system(), access);
  try {
    return await openSamples({ database, keyring: makeKeyring({ roots, store, installation: { environment, region } }), messages: READABLE_MESSAGES });
  } finally {
    roots.zero();
  }
}

/** What is told of it. */
export const samplesLine = ({ opened, failed, apps }: OpenedSamples): string =>
  failed.length === 0
    ? `${opened} messages of ${apps} apps were opened, one for each version of their keys.`
    : `${failed.length} of ${opened + failed.length} messages do not open, one for each version of an app's keys: of apps ${[...new Set(failed.map(({ app }) => app))].slice(0, 5).join(', ')} (${[...new Set(failed.map(({ code }) => code))].join(', ')})`;
