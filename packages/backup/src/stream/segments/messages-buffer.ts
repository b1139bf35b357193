const [FIRST_BYTES, CHUNK_BYTES, LENGTH_BYTES] = [2048, 256 * 1024, 4];

/** Messages one after the other, each behind its length (4 bytes), in large pieces of memory: the stream has hundreds of thousands a second. */
export class MessagesBuffer {
  private readonly full: Buffer[] = [];
  private chunk = Buffer.alloc(0);
  private used = 0;
  /** Bytes that it holds. */
  bytes = 0;

  /** Adds a copy of `message`; `tag`, where there is one, is its first four bytes here. */
  add(message: Buffer, tag?: number): void {
    const start = tag === undefined ? 0 : 4;
    const size = LENGTH_BYTES + start + message.length;
    if (this.used + size > this.chunk.length) {
      this.close();
      // Small at first, as most transactions are, then as large as what is there already.
      this.chunk = Buffer.allocUnsafe(Math.max(size, Math.min(CHUNK_BYTES, Math.max(FIRST_BYTES, this.bytes))));
    }
    this.chunk.writeUInt32BE(start + message.length, this.used);
    if (tag !== undefined) this.chunk.writeUInt32BE(tag, this.used + LENGTH_BYTES);
    message.copy(this.chunk, this.used + LENGTH_BYTES + start);
    this.used += size;
    this.bytes += size;
  }

  /** What it holds, in order; nothing is copied. */
  pieces(): Buffer[] {
    this.close();
    return [...this.full];
  }

  clear(): void {
    this.full.length = 0;
    [this.chunk, this.used, this.bytes] = [Buffer.alloc(0), 0, 0];
  }

  private close(): void {
    if (this.used > 0) this.full.push(this.chunk.subarray(0, this.used));
    [this.chunk, this.used] = [Buffer.alloc(0), 0];
  }
}

/** The messages of a piece, as views; those that were added with a tag begin with it. */
export function* messagesIn(piece: Buffer): Generator<Buffer> {
  for (let at = 0; at < piece.length; ) {
    const end = at + LENGTH_BYTES + piece.readUInt32BE(at);
    yield piece.subarray(at + LENGTH_BYTES, end);
    at = end;
  }
}
