import { RecoveryKey, rootKeyAccess, type RootKeyAccess, type RootKeyProvider } from '@parley/crypto-at-rest';
import type { Settings } from '@parley/kernel';
import { text } from 'node:stream/consumers';

/** A recovery key on stdin, where the command was told that there is one. Raises RootKeyError. */
export const givenRecoveryKey = async (isGiven = false): Promise<{ readonly recoveryKey?: RootKeyProvider }> =>
  isGiven ? { recoveryKey: await RecoveryKey.parse(await text(process.stdin)) } : {};

/** Who opens the root key: whoever the settings name, and the recovery key. */
export async function keyAccess(settings: Settings, recoveryKey?: RootKeyProvider): Promise<RootKeyAccess> {
  const configured = await rootKeyAccess(settings);
  return { ...configured, providers: [...configured.providers, ...(recoveryKey ? [recoveryKey] : [])] };
}
