import { Cursor } from './cursor.js';
import type { Cell, Column, OldRow, PgOutputMessage, Relation, RowChange } from './messages.js';

/** Microseconds from 1970 to 2000, where PostgreSQL's clock begins. */
const EPOCH_MICROS = 946_684_800_000_000n;
const IDENTITIES = ['d', 'n', 'f', 'i'] as const;
const [CASCADE, RESTART_IDENTITY, TRANSACTIONAL] = [1, 2, 1];

const NULL: Cell = { form: 'null' };
const UNCHANGED: Cell = { form: 'unchanged' };

/** Microseconds since 1970 of a time as PostgreSQL sends it. */
export const microsOf = (time: bigint): number => Number(time + EPOCH_MICROS);

/** A time as PostgreSQL sends it. */
export const timeOf = (micros: number): bigint => BigInt(micros) - EPOCH_MICROS;

/**
 * Reads one message of pgoutput, protocol 2, without the transaction's number that stands before what is between a stream
 * start and stop (`withoutXid`). Values are views of `bytes`. Raises BackupFault `malformed` for what it doesn't know.
 */
export function parseMessage(bytes: Buffer): PgOutputMessage {
  const cursor = new Cursor(bytes);
  const message = read(cursor, cursor.letter());
  cursor.end();
  return message;
}

function read(from: Cursor, letter: string): PgOutputMessage {
  switch (letter) {
    case 'B':
      return { kind: 'begin', commitLsn: from.uint64(), committedAt: microsOf(from.int64()), xid: from.uint32() };
    case 'C':
      return { kind: 'commit', ...commit(from) };
    case 'O':
      return { kind: 'origin', lsn: from.uint64(), name: from.text() };
    case 'R':
      return relation(from);
    case 'Y':
      return { kind: 'type', id: from.uint32(), schema: from.text(), name: from.text() };
    case 'I':
    case 'U':
    case 'D':
      return rowChange(from, letter);
    case 'T':
      return truncate(from);
    case 'M':
      return { kind: 'message', transactional: flags(from, TRANSACTIONAL) === TRANSACTIONAL, lsn: from.uint64(), prefix: from.text(), content: from.take(from.uint32()) };
    case 'S':
      return { kind: 'stream start', xid: from.uint32(), first: flags(from, 1) === 1 };
    case 'E':
      return { kind: 'stream stop' };
    case 'c':
      return { kind: 'stream commit', xid: from.uint32(), ...commit(from) };
    case 'A':
      return { kind: 'stream abort', xid: from.uint32(), subxid: from.uint32() };
    default:
      throw from.malformed('it is of no kind that protocol 2 has');
  }
}

/** A byte in which only known bits may be set. */
function flags(from: Cursor, known: number): number {
  const byte = from.byte();
  if ((byte & ~known) !== 0) throw from.malformed('unknown flags');
  return byte;
}

function commit(from: Cursor): { commitLsn: bigint; endLsn: bigint; committedAt: number } {
  flags(from, 0);
  return { commitLsn: from.uint64(), endLsn: from.uint64(), committedAt: microsOf(from.int64()) };
}

function relation(from: Cursor): Relation {
  const [id, schema, table, letter] = [from.uint32(), from.text(), from.text(), from.letter()];
  const identity = IDENTITIES.find((known) => known === letter);
  if (!identity) throw from.malformed('an unknown replica identity');
  const columns: Column[] = [];
  for (let left = from.int16(); left > 0; left -= 1) {
    columns.push({ key: flags(from, 1) === 1, name: from.text(), type: from.uint32(), modifier: from.int32() });
  }
  // The catalogue's own schema is sent without a name.
  return { kind: 'relation', id, schema: schema === '' ? 'pg_catalog' : schema, table, identity, columns };
}

function rowChange(from: Cursor, letter: 'I' | 'U' | 'D'): RowChange {
  const id = from.uint32();
  const which = from.letter();
  if (letter === 'D') return { kind: 'delete', relation: id, old: oldRow(from, which) };
  if (which === 'N') return { kind: letter === 'I' ? 'insert' : 'update', relation: id, row: tuple(from) };
  if (letter === 'I') throw from.malformed('an insert without a row');
  const old = oldRow(from, which);
  if (from.letter() !== 'N') throw from.malformed('an update without a row');
  return { kind: 'update', relation: id, old, row: tuple(from) };
}

function oldRow(from: Cursor, which: string): OldRow {
  if (which !== 'K' && which !== 'O') throw from.malformed('an unknown form of the row before');
  return { is: which === 'K' ? 'key' : 'row', row: tuple(from) };
}

function tuple(from: Cursor): Cell[] {
  const cells: Cell[] = [];
  for (let left = from.int16(); left > 0; left -= 1) cells.push(cell(from, from.letter()));
  return cells;
}

function cell(from: Cursor, form: string): Cell {
  switch (form) {
    case 'n':
      return NULL;
    case 'u':
      return UNCHANGED;
    case 't':
    case 'b':
      return { form: form === 't' ? 'text' : 'binary', value: from.take(from.uint32()) };
    default:
      throw from.malformed('an unknown form of a value');
  }
}

function truncate(from: Cursor): PgOutputMessage {
  const count = from.uint32();
  const options = flags(from, CASCADE | RESTART_IDENTITY);
  const relations = Array.from({ length: count }, () => from.uint32());
  return { kind: 'truncate', relations, cascade: (options & CASCADE) !== 0, restartIdentity: (options & RESTART_IDENTITY) !== 0 };
}
