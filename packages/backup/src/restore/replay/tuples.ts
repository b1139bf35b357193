import { BackupFault } from '../../backup-fault.js';
import type { Row } from './table-changes.js';

const [COUNT_BYTES, LENGTH_BYTES] = [2, 4];

/** Rows as COPY BINARY takes them: a few of their columns, in one buffer. The stream sends values as COPY does. */
export function tuplesOf(rows: readonly Row[], columns: readonly number[]): Buffer {
  let size = 0;
  for (const row of rows) {
    size += COUNT_BYTES;
    for (const column of columns) size += LENGTH_BYTES + (valueOf(row, column)?.length ?? 0);
  }
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const row of rows) {
    at = bytes.writeInt16BE(columns.length, at);
    for (const column of columns) {
      const value = valueOf(row, column);
      at = bytes.writeInt32BE(value ? value.length : -1, at);
      if (value) at += value.copy(bytes, at);
    }
  }
  return bytes;
}

/** Its bytes in binary form, or nothing for null. Raises BackupFault `malformed`. */
export function valueOf(row: Row, column: number): Buffer | undefined {
  const cell = row[column];
  if (cell?.form === 'binary') return cell.value;
  if (cell?.form === 'null') return undefined;
  throw new BackupFault('malformed', 'A value of the stream is not in binary form, or is not told');
}
