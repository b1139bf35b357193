import { idPrefixAt, type AccountId } from '@parley/kernel';
import { keysetPage, mapPage, type Database, type Page, type PageRequest } from '@parley/persistence';
import type { AuditEntry } from './entry.js';
import { ENTRY_COLUMNS, toEntry, type EntryRow } from './entry.row.js';

/** Which entries of an account's log; what is left out does not narrow it. */
export interface EntryFilter {
  /** A key's id, or `operator`. */
  readonly actor?: string;
  readonly action?: string;
  readonly appId?: string;
  /** The id of what was acted on. */
  readonly target?: string;
  /** From this moment on. */
  readonly from?: Date;
  /** Before this moment. */
  readonly to?: Date;
}

/** Entries of one statement of an export. */
const AT_ONCE = 500;

/** The smallest id of a moment; ids are made at the moment of their entry, so that one index serves time and cursor. */
const idAt = (moment: Date | undefined): string | undefined => moment && `${idPrefixAt(moment.getTime()).toString(16).padStart(14, '0')}${'0'.repeat(10)}`;

/** A page of an account's log by a filter, in the order of their ids: without a cursor the last one. */
export async function listEntries(db: Database, accountId: AccountId, filter: EntryFilter, page: PageRequest): Promise<Page<AuditEntry>> {
  return mapPage(await keysetPage<EntryRow & Record<string, unknown>>(db.account(accountId), { ...selection(accountId, filter), id: 'e.id', fromEnd: true }, page), toEntry);
}

/** All of an account's entries by a filter, oldest first, a few hundred in memory at a time; from behind `after`, when it is given. */
export async function* exportEntries(db: Database, accountId: AccountId, filter: EntryFilter, after = ''): AsyncGenerator<AuditEntry> {
  const { select, values } = selection(accountId, filter);
  const text = `${select} and e.id > $${values.length + 1} order by e.id limit ${AT_ONCE}`;
  for (let last: string | undefined = after; last !== undefined; ) {
    const rows: EntryRow[] = await db.account(accountId).query<EntryRow & Record<string, unknown>>(text, [...values, last]);
    for (const row of rows) yield toEntry(row);
    last = rows.length < AT_ONCE ? undefined : rows.at(-1)?.id;
  }
}

/** One condition for each part of the filter that is given, so that the index that fits it serves. */
function selection(accountId: AccountId, { actor, action, appId, target, from, to }: EntryFilter): { select: string; values: unknown[] } {
  const parts: readonly (readonly [condition: string, value: string | undefined])[] = [
    ['e.account_id =', accountId], ['e.actor =', actor], ['e.action =', action], ['e.app_id =', appId], ['e.target_id =', target],
    ['e.id >=', idAt(from)], ['e.id <', idAt(to)],
  ];
  const given = parts.filter(([, value]) => value !== undefined);
  return {
    select: `select ${ENTRY_COLUMNS} from audit_entries e where ${given.map(([condition], index) => `${condition} $${index + 1}`).join(' and ')}`,
    values: given.map(([, value]) => value),
  };
}
