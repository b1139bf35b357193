import type { Database } from '@parley/persistence';
import { ACTIONS } from './actions.js';
import type { Actor } from './actor.js';
import type { Fact } from './entry.js';
import type { EntryFilter } from './list-entries.js';
import { recordAct } from './record.js';

/** A keyed hash of a text: the same for the same text of one account, and of no use to whoever does not hold the key. */
export type Hash = (text: string) => Promise<Buffer>;

/** What Parley names itself: ids of records and keys, kinds of acts, and who acts without a key. A caller may type anything else, such as an address. */
const ID = /^(?:[a-z]{3}_)?[0-9a-f]{24,64}$/;
const NAMES = new Set([...Object.keys(ACTIONS), 'operator', 'parley']);

/**
 * Puts on the record that an account's entries are about to be handed out: to whom, by which filter. Values that are not
 * Parley's own come in as `{"hash": hex}`. Raises audit_unavailable when it cannot be written: nothing may then be handed out.
 */
export async function recordExport(db: Database, by: Actor & Required<Pick<Actor, 'accountId'>>, filter: EntryFilter & { readonly after?: string }, hash: Hash): Promise<void> {
  const given: Record<string, Fact> = {};
  for (const [name, value] of Object.entries(filter) as [string, string | Date | undefined][]) {
    if (value !== undefined) given[name] = await factOf(value, hash);
  }
  await db.account(by.accountId).transaction((tx) =>
    recordAct(tx, by, { action: 'audit:export', target: { type: 'auditLog', id: by.accountId }, details: { filter: given } }));
}

async function factOf(value: string | Date, hash: Hash): Promise<Fact> {
  if (value instanceof Date) return value.toISOString();
  return ID.test(value) || NAMES.has(value) ? value : { hash: (await hash(value)).toString('hex') };
}
