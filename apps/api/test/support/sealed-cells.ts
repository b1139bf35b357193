import { sqlOf, type TestDatabase, type testKeyring } from '@parley/testing';

type Keyring = ReturnType<typeof testKeyring>;
type SealedItem = Parameters<Keyring['openOne']>[1];
type Where = Omit<SealedItem, 'cell'>;
/** As a document of crypto-at-rest says whose a quoted cell is. */
type CellReference = readonly [at: string, subject: string, table: string, row: string, column: string];

/** A row, wherever its last change has put it. */
interface RowHandle {
  readonly table: string;
  place: string;
}

/** One sealed value in the database, and how who wrote it would open it. */
export interface FoundCell {
  readonly handle: RowHandle;
  readonly column: string;
  /** Its number among the cells that an event quotes, from 1; 0 where the column is the cell. */
  readonly element: number;
  readonly item: SealedItem;
}

type Row = Record<string, unknown> & { readonly place: string };

/** Every column of bytes that is neither a hash, a MAC, a blind index nor a wrapped key: those hold cells. */
const SEALED_COLUMNS = `
  select table_name as table, array_agg(column_name::text order by column_name) as columns from information_schema.columns
  where table_schema = 'public' and udt_name in ('bytea', '_bytea') and column_name !~ '(_hash|_index|wrapped|check_value|mac)$'
  group by table_name order by table_name`;

/** The tables of sealed columns, and those columns, as the schema has them. */
export const sealedColumns = (database: TestDatabase): Promise<{ table: string; columns: string[] }[]> => database.query(SEALED_COLUMNS);

/** Every cell of a database. */
export async function sealedCells(database: TestDatabase): Promise<FoundCell[]> {
  const found: FoundCell[] = [];
  for (const { table, columns } of await sealedColumns(database))
    for (const row of await database.query<Row>(`select *, ctid::text as place from ${table} order by ctid`)) {
      const handle = { table, place: row.place };
      for (const column of columns) {
        const cells = [row[column]].flat() as (Buffer | null)[];
        const element = (index: number) => (Array.isArray(row[column]) ? index + 1 : 0);
        cells.forEach((cell, index) => cell && found.push({ handle, column, element: element(index), item: { ...whereOf(table, column, row, index), cell } }));
      }
    }
  return found;
}

/** Which of the values open where they are. */
export async function opening(keyring: Keyring, database: TestDatabase, items: readonly SealedItem[]): Promise<boolean[]> {
  return (await keyring.open(sqlOf(database), items)).map(({ ok }) => ok);
}

/** Puts other bytes in a cell's place, as only a superuser can. */
export async function overwrite(database: TestDatabase, { handle, column, element }: FoundCell, bytes: Buffer): Promise<void> {
  const target = element === 0 ? column : `${column}[${element}]`;
  const [row] = await database.query<{ place: string }>(`update ${handle.table} set ${target} = $1 where ctid = $2::tid returning ctid::text as place`, [bytes, handle.place]);
  if (!row) throw new Error(`A row of ${handle.table} was changed by somebody else`);
  handle.place = row.place;
}

/** Whose a cell is and where it belongs. What no case names is an app's or account's own and goes by the id of its row. */
function whereOf(table: string, column: string, row: Row, index: number): Where {
  const [tenant, id] = [(row.app_id ?? row.account_id) as Where['tenant'], String(row.id)];
  const at = (subject: string, name: string, of = { table, column }): Where => ({ tenant, subject: subject as Where['subject'], place: { ...of, row: name } });
  if (column === 'cells') {
    const [, subject, quotedTable, quotedRow, quotedColumn] = (row.cell_references as CellReference[])[index] ?? ['', 'app:', '', '', ''];
    return at(subject, quotedRow, { table: quotedTable, column: quotedColumn });
  }
  switch (table) {
    // The details as they were before are the same cell, put aside.
    case 'users': return at(`user:${id}`, id, { table, column: column === 'former_details' ? 'sealed_details' : column });
    case 'clients': return at(`user:${String(row.user_id)}`, id, { table, column: 'sealed_details' });
    case 'devices': return at(`user:${String(row.user_id)}`, id);
    case 'conversations': return at(`conversation:${id}`, id);
    case 'messages': return column === 'author_name'
      ? at(`user:${String(row.author_user_id)}`, String(row.author_user_id), { table: 'users', column: 'sealed_name' })
      : at(`conversation:${String(row.conversation_id)}`, `${String(row.conversation_id)}/${id.slice(-10)}`);
    case 'channel_inbox': return at(`app:${tenant}`, `${String(row.integration_id)}/${(row.key_index as Buffer).toString('hex')}`);
    case 'channel_choices': return at(`conversation:${String(row.conversation_id)}`, `${String(row.integration_id)}/${(row.choice_index as Buffer).toString('hex')}`);
    case 'channel_messages': return at(`conversation:${String(row.conversation_id)}`, `${String(row.integration_id)}/${(row.external_index as Buffer).toString('hex')}`);
    case 'channel_outbox': return at(`conversation:${String(row.conversation_id)}`, String(row.message_id));
    case 'attachments': return at(row.conversation_id === null ? `app:${tenant}` : `conversation:${row.conversation_id as string}`, id);
    // Sealed once for each subject, one around the other: the last is the outermost.
    case 'idempotent_answers': return at((row.subjects as string[]).at(-1) ?? '', `${String(row.operation)}/${(row.key_index as Buffer).toString('hex')}`);
    case 'webhook_attempts': return at([row.subject, ...((row.other_subjects as string[] | null) ?? [])].at(-1) as string, id);
    default: return at(row.app_id ? `app:${tenant}` : `account:${tenant}`, id);
  }
}

/** Whether two values have one place: a quote and what it quotes. */
export const samePlace = (one: Where, other: Where): boolean => placeName(one) === placeName(other);

const placeName = ({ tenant, subject, place: { table, row, column } }: Where): string => JSON.stringify([tenant, subject, table, row, column]);
