import type { ScopedSql } from '@parley/persistence';
import { unwrapChecked } from './open.js';
import { recipientMac } from './recipient-mac.js';
import type { RootKeyAccess } from './root-key-access.js';
import { putRecipient, rootKeyRows } from './root-keys.queries.js';

/**
 * Says of each recipient that `access` opens a root key by that it was chosen by who holds it: whoever shows the key of a
 * recipient vouches for it. Raises RootKeyError where one of them does not open what it holds.
 */
export async function vouchForOpeners(sql: ScopedSql, { providers, environment }: RootKeyAccess): Promise<void> {
  for (const row of await rootKeyRows(sql)) {
    for (const provider of providers) {
      const held = row.recipients.find((each) => each.provider === provider.name && each.recipient === provider.recipient);
      if (!held) continue;
      const key = await unwrapChecked(row, provider, held.wrapped, environment);
      await putRecipient(sql, row.id, { ...held, mac: recipientMac(key, row.id, held) });
      key.fill(0);
    }
  }
}
