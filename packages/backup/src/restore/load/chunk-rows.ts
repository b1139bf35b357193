import { eachTuple } from '../../snapshot/copy-binary.js';
import { firstField } from '../../snapshot/range-rows.js';

/** The rows of a shared chunk that are of apps which `wanted` wants: each tuple's first field says whose it is. Raises BackupFault `malformed`. */
export function rowsOf(rows: Buffer, wanted: (app: string) => boolean): Buffer {
  const kept: Buffer[] = [];
  eachTuple(rows, (bytes, start, end) => {
    if (wanted(firstField(bytes, start))) kept.push(bytes.subarray(start, end));
  });
  return Buffer.concat(kept);
}
