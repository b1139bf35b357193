/** A stream that tells how many bytes have passed. */
export interface Counted {
  readonly content: AsyncGenerator<Buffer>;
  bytes(): number;
}

export function counted(source: AsyncIterable<Buffer>): Counted {
  let bytes = 0;
  async function* pass(): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  return { content: pass(), bytes: () => bytes };
}
