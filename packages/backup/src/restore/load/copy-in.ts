import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from } from 'pg-copy-streams';
import { COPY_HEADER, COPY_TRAILER } from '../../snapshot/copy-binary.js';

const quoted = (name: string): string => pg.escapeIdentifier(name);

/** A list of columns, as SQL. */
export const columnList = (columns: readonly string[]): string => columns.map(quoted).join(', ');

/** Fills a table from rows of COPY BINARY, piece by piece, as the server takes them. Answers how many there were. */
export async function copyIn(client: pg.Client, table: string, columns: readonly string[], rows: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<number> {
  const copy = client.query(from(`copy ${quoted(table)} (${columnList(columns)}) from stdin (format binary)`));
  const pieces = async function* (): AsyncGenerator<Buffer> {
    yield COPY_HEADER;
    for await (const piece of rows) if (piece.length > 0) yield piece;
    yield COPY_TRAILER;
  };
  await pipeline(Readable.from(pieces()), copy);
  return copy.rowCount;
}
