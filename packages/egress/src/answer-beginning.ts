/** The first bytes of an answer's body, kept for whoever made the request; the client itself keeps nothing. */
export class AnswerBeginning {
  private readonly chunks: Buffer[] = [];
  private left: number;

  /** Keeps at most `bytes`. */
  constructor(bytes: number) {
    this.left = bytes;
  }

  /** Takes what is still wanted of a chunk. */
  add(chunk: Buffer): void {
    if (this.left === 0) return;
    // A copy: a view would keep the whole chunk in memory.
    const part = Buffer.from(chunk.subarray(0, this.left));
    this.left -= part.length;
    this.chunks.push(part);
  }

  /** What was kept, as UTF-8; a character that was cut in two is left out. Empty when nothing came. */
  text(): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(this.chunks), { stream: true });
  }
}
