import { openDocuments, type CellReference, type Keyring } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import type { ScopedSql } from '@parley/persistence';
import { STILL_THERE } from './replay.queries.js';

/** A dead delivery, as far as it says what it tells of. */
export interface DeadRow {
  readonly event_id: string;
  readonly position: string;
  readonly order_key: string;
  readonly payload: { readonly message?: { readonly id?: unknown } };
  readonly cell_references: readonly CellReference[];
  readonly cells: readonly (Buffer | null)[];
}

/** What became of what dead deliveries tell of. */
export interface Judged {
  readonly whole: DeadRow[];
  /** Something they quote was deleted, hidden or erased since. */
  readonly gone: DeadRow[];
  /** Something does not open, and nobody deleted it. */
  readonly unreadable: DeadRow[];
}

/** Judges dead deliveries of an app: `sql` is in its scope, so that what is hidden is not there. Raises `service_unavailable`. */
export async function judgeDead(keyring: Keyring, sql: ScopedSql, appId: AppId, rows: readonly DeadRow[]): Promise<Judged> {
  const quoted = rows.map(quotedRows);
  const named = (table: string): string[] => [...new Set(quoted.flat().filter((each) => each.table === table).map(({ name }) => name))];
  const found = await sql.query<{ table: string; name: string }>(STILL_THERE, [appId, named('messages'), named('conversations'), named('users')]);
  const there = new Set(found.map(nameOf));
  const opened = await openDocuments(keyring, sql, rows.map(({ payload, cell_references: references, cells }) => ({ tenant: appId, skeleton: payload, references, cells })));
  const judged: Judged = { whole: [], gone: [], unreadable: [] };
  for (const [index, row] of rows.entries()) {
    const document = opened[index];
    const deleted = quoted[index]?.some((each) => !there.has(nameOf(each))) || (document?.ok === false && document.fault.code === 'key_missing');
    judged[deleted ? 'gone' : document?.ok ? 'whole' : 'unreadable'].push(row);
  }
  return judged;
}

const nameOf = ({ table, name }: { readonly table: string; readonly name: string }): string => `${table} ${name}`;

/** A message's cells are named by the end of its id; the payload says all of it. What is quoted of other tables is not looked for. */
function quotedRows({ payload, cell_references: references }: DeadRow): { table: string; name: string }[] {
  return references.flatMap(([, , table, row]) => {
    if (table === 'conversations' || table === 'users') return [{ table, name: row }];
    const id = payload.message?.id;
    return table === 'messages' && typeof id === 'string' ? [{ table, name: `${row.split('/')[0]}/${id}` }] : [];
  });
}
