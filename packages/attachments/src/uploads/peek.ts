/** A stream of which the beginning is known. */
export interface Peeked {
  /** At least `bytes`, unless the stream has fewer. */
  readonly head: Buffer;
  /** Everything, the beginning included. */
  readonly content: AsyncGenerator<Buffer>;
}

/** Takes at least `bytes` from a stream, and gives them back with the rest. */
export async function peek(source: AsyncIterable<Buffer>, bytes: number): Promise<Peeked> {
  const iterator = source[Symbol.asyncIterator]();
  const taken: Buffer[] = [];
  for (let size = 0; size < bytes; ) {
    const next = await iterator.next();
    if (next.done) break;
    taken.push(next.value);
    size += next.value.length;
  }
  const head = Buffer.concat(taken);
  return { head, content: joined(head, iterator) };
}

async function* joined(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
