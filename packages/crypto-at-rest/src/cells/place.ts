/** Where a cell belongs: bound to its ciphertext, so that it opens nowhere else. */
export interface Place {
  readonly table: string;
  /** What names the row within its tenant and table, and never changes. */
  readonly row: string;
  readonly column: string;
}

/**
 * Header, tenant, table, row and column, each text behind its length in two bytes: no two places share one encoding.
 * Raises RangeError for a text that is no Unicode (half a surrogate pair, which UTF-8 would replace) or longer than 65,535 bytes.
 */
export function additionalData(header: Buffer, tenant: string, { table, row, column }: Place): Buffer {
  const texts = [tenant, table, row, column];
  if (!texts.every((text) => text.isWellFormed())) throw new RangeError('A place has names of Unicode only');
  const size = texts.reduce((sum, text) => sum + 2 + Buffer.byteLength(text), header.length);
  const data = Buffer.allocUnsafe(size);
  let at = header.copy(data);
  for (const text of texts) {
    const length = data.write(text, at + 2);
    data.writeUInt16BE(length, at);
    at += 2 + length;
  }
  return data;
}
