import type { Sql } from '@parley/persistence';
import { COUNTED } from './mailbox.queries.js';

/** How many mailboxes are read, cannot be read, and wait to be opened. */
export interface MailboxState {
  readonly read: number;
  readonly failing: number;
  readonly waiting: number;
}

/** Of all apps. */
export async function mailboxState(system: Sql): Promise<MailboxState> {
  const [row] = await system.query<{ read: number; failing: number; waiting: number }>(COUNTED);
  return { read: row?.read ?? 0, failing: row?.failing ?? 0, waiting: row?.waiting ?? 0 };
}
