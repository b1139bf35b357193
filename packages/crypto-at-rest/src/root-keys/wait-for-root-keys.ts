import { setTimeout as delay } from 'node:timers/promises';
import type { Sql } from '@parley/persistence';
import { openRootKeys } from './open.js';
import type { OpenRootKeys } from './open-root-keys.js';
import { requireRecipients } from './recipients.js';
import type { RootKeySettings } from './configured-providers.js';
import { rootKeyAccess, type RootKeyAccess } from './root-key-access.js';
import { RootKeyError } from './root-key-error.js';

const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [100, 5000];

/**
 * Opens the root keys at the start of a process. Waits while a key service does not answer or an empty database has none yet,
 * and tells `log` each new reason, and `failed` of each provider that failed. Raises RootKeyError when waiting is of no use: nobody configured, a foreign key, none in a populated database, fewer recipients than production needs.
 */
export async function waitForRootKeys(sql: Sql, settings: RootKeySettings, log: (line: string) => void, failed?: RootKeyAccess['failed']): Promise<OpenRootKeys> {
  let told: string | undefined;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    try {
      const keys = await openRootKeys(sql, { ...(await rootKeyAccess(settings)), ...(failed && { failed }) });
      await requireRecipients(sql, settings.env);
      return keys;
    } catch (error) {
      if (!(error instanceof RootKeyError && error.retryable)) throw error;
      if (error.message !== told) log(`Waiting. ${error.message}`);
      told = error.message;
    }
    await delay(wait);
  }
}
