import { BackupFault } from '../../backup-fault.js';

const [N, U, T, B, KEY, OLD, NEW, UPDATE, DELETE] = ['n', 'u', 't', 'b', 'K', 'O', 'N', 'U', 'D'].map((letter) => letter.charCodeAt(0));
const FIRST_TUPLE = 5;

/** One tuple of a row's change: whose values are real, and where those that were asked for lie. */
export interface ScannedTuple {
  readonly is: 'new' | 'key' | 'row';
  /** For each column that was asked for: its bytes, null, or undefined where it is not repeated. */
  readonly values: readonly (Buffer | null | undefined)[];
}

/** The table of an insert, update or delete. */
export const relationOf = (change: Buffer): number => change.readUInt32BE(1);

/**
 * Walks an insert, update or delete without making an object of every value, as the stream has hundreds of thousands a
 * second, and answers a few columns of each tuple. Values are views. Raises BackupFault `malformed`.
 */
export function scanRow(change: Buffer, columns: readonly number[]): ScannedTuple[] {
  const tuples: ScannedTuple[] = [];
  let at = FIRST_TUPLE;
  do at = tuple(change, at, columns, tuples);
  while (at < change.length);
  const [old, last] = tuples.length === 2 ? tuples : [undefined, tuples[0]];
  const isWhole = at === change.length && (change[0] === DELETE ? last?.is !== 'new' : last?.is === 'new');
  if (!isWhole || tuples.length > 2 || (old && (change[0] !== UPDATE || old.is === 'new'))) throw malformed();
  return tuples;
}

function tuple(change: Buffer, start: number, columns: readonly number[], tuples: ScannedTuple[]): number {
  if (start + 3 > change.length) throw malformed();
  const values = new Array<Buffer | null | undefined>(columns.length).fill(undefined);
  const count = change.readInt16BE(start + 1);
  let at = start + 3;
  for (let column = 0; column < count; column += 1) {
    const form = change[at];
    const wanted = columns.indexOf(column);
    at += 1;
    if (form === B || form === T) {
      if (at + 4 > change.length) throw malformed();
      const end = at + 4 + change.readUInt32BE(at);
      if (wanted >= 0) values[wanted] = change.subarray(at + 4, end);
      at = end;
    } else if (form === N) {
      if (wanted >= 0) values[wanted] = null;
    } else if (form !== U) throw malformed();
  }
  tuples.push({ is: kindOf(change[start]), values });
  return at;
}

function kindOf(letter: number | undefined): ScannedTuple['is'] {
  if (letter === NEW) return 'new';
  if (letter === KEY) return 'key';
  if (letter === OLD) return 'row';
  throw malformed();
}

const malformed = (): BackupFault => new BackupFault('malformed', 'A row of the stream cannot be read');
