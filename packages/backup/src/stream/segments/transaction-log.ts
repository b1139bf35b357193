import { MessagesBuffer, messagesIn } from './messages-buffer.js';
import { SpillFile } from './spill-file.js';

/** What of one transaction stays in memory; the whole where it is not larger. */
const MEMORY_BYTES = 4 * 1024 * 1024;

/** What came of a transaction so far, by its subtransactions, of which some may be undone. */
export class TransactionLog {
  private readonly memory = new MessagesBuffer();
  private file: SpillFile | undefined;
  private readonly undone = new Set<number>();

  constructor(private readonly directory: string) {}

  /** Bytes in memory. */
  get bytes(): number {
    return this.memory.bytes;
  }

  /** Too large for memory: read it by `all`. */
  get isLarge(): boolean {
    return this.file !== undefined;
  }

  /** Adds a copy of a message of the (sub)transaction `xid`. */
  add(xid: number, message: Buffer): void {
    this.memory.add(message, xid);
    if (this.memory.bytes > MEMORY_BYTES) this.spill();
  }

  /** What the subtransaction did is not to be told. */
  undo(subxid: number): void {
    this.undone.add(subxid);
  }

  /** The messages of one that is not large. */
  *inMemory(): Generator<Buffer> {
    for (const piece of this.memory.pieces()) yield* this.kept(piece);
  }

  /** The messages, block by block. */
  async *all(): AsyncGenerator<Iterable<Buffer>> {
    if (this.file) for await (const block of this.file.blocks()) yield this.kept(block);
    yield this.inMemory();
  }

  discard(): void {
    this.memory.clear();
    this.file?.remove();
    this.file = undefined;
  }

  private *kept(piece: Buffer): Generator<Buffer> {
    for (const tagged of messagesIn(piece)) if (!this.undone.has(tagged.readUInt32BE())) yield tagged.subarray(4);
  }

  private spill(): void {
    this.file ??= new SpillFile(this.directory);
    for (const piece of this.memory.pieces()) this.file.write(piece);
    this.memory.clear();
  }
}
