/** A piece of a stream; `last` when nothing comes after it. */
export interface Piece {
  readonly piece: Buffer;
  readonly last: boolean;
}

/** The same bytes in pieces of `size`, the last of which may be shorter; one empty piece of an empty stream. Holds one piece and what has come beyond it. */
export async function* inPieces(content: AsyncIterable<Buffer>, size: number): AsyncGenerator<Piece> {
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of content) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    // A whole piece may be the last one: that is known when more has come.
    while (held.length > size) {
      yield { piece: held.subarray(0, size), last: false };
      held = held.subarray(size);
    }
  }
  yield { piece: held, last: true };
}
