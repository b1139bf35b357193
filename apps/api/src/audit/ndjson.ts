import { Readable } from 'node:stream';

/** What a caller sends as `Accept` who wants lines of JSON instead of a page. */
export const NDJSON = 'application/x-ndjson';

/** Whether a caller asks for lines of JSON. */
export const wantsLines = (accept: string | undefined): boolean => (accept ?? '').split(',').some((type) => type.split(';', 1)[0]?.trim().toLowerCase() === NDJSON);

/** Items as lines of JSON, made as fast as they are read and no faster. Rejects when the first cannot be read; a later fault cuts the stream. */
export async function jsonLines(items: AsyncIterable<unknown>): Promise<Readable> {
  const iterator = items[Symbol.asyncIterator]();
  const first = await iterator.next();
  return Readable.from(lines(first, iterator), { objectMode: true, highWaterMark: 16 });
}

async function* lines(first: IteratorResult<unknown>, rest: AsyncIterator<unknown>): AsyncGenerator<string> {
  for (let next = first; next.done !== true; next = await rest.next()) yield `${JSON.stringify(next.value)}\n`;
}
