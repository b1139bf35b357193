import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { MAILBOX_TYPE } from './mailbox-access.js';
import { READ_MISSING } from './mailbox.queries.js';

/**
 * Has mailboxes read that nobody reads, once integrations are there again which had been deleted: from their ends, as those that are new.
 * How far others were read stays. In the caller's transaction.
 */
export async function putBackMailboxes(tx: Sql, appId: AppId): Promise<void> {
  await tx.query(READ_MISSING, [appId, MAILBOX_TYPE]);
}
