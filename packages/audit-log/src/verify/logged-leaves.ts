import { leafHash } from '../tree/hashes.js';

/** An entry as the database has it. */
export interface LoggedEntry {
  /** Its place in its tree. */
  readonly index: number;
  /** Its canonical bytes, made anew from everything that the database says of it. */
  readonly bytes: Uint8Array;
  readonly id?: string;
  /** The leaf hash that the database keeps beside it, which proofs are made of. */
  readonly stored?: Uint8Array;
}

/** The leaf of an entry, computed from its bytes. */
export interface LoggedLeaf {
  readonly hash: Buffer;
  readonly id: string | undefined;
}

/** Which entry, as far as the database says. */
interface IndexedId {
  readonly index: number;
  readonly id: string | undefined;
}

/** Beyond these, further ones are not told. */
const MOST = 100_000;

/** The leaves of a tree as the database's entries give them, read once in order; keeps only what was asked for and not dropped. */
export class LoggedLeaves {
  private readonly entries: AsyncIterator<LoggedEntry>;
  private next: LoggedEntry | undefined;
  private started = false;
  private leaves: (LoggedLeaf | undefined)[] = [];
  private from = 0;
  /** Entries read so far. */
  count = 0;
  /** Entries whose index was another's already, or none that a tree has. */
  readonly strays: IndexedId[] = [];
  /** Entries beside which another hash is kept than theirs. */
  readonly differing: IndexedId[] = [];

  /** `entries` come in the order of their index. */
  constructor(entries: AsyncIterable<LoggedEntry>) {
    this.entries = entries[Symbol.asyncIterator]();
  }

  /** The leaves that are kept, up to, without, `to`: nothing where the database has no entry. */
  async upTo(to: number): Promise<readonly (LoggedLeaf | undefined)[]> {
    for (let entry = await this.peek(); entry !== undefined && !(entry.index >= to); entry = await this.peek()) {
      this.take(entry);
      this.next = await this.read();
    }
    while (this.leaves.length < to - this.from) this.leaves.push(undefined);
    return this.leaves.slice(0, to - this.from);
  }

  /** Behind the last index that was asked for. */
  get asked(): number {
    return this.from + this.leaves.length;
  }

  /** Forgets the leaves before `to`. */
  drop(to: number): void {
    this.leaves = this.leaves.slice(to - this.from);
    this.from = to;
  }

  /** The leaves that come after all that was asked for. */
  async *rest(): AsyncIterable<LoggedLeaf & { readonly index: number }> {
    for (let entry = await this.peek(); entry !== undefined; entry = this.next = await this.read()) {
      this.count += 1;
      yield { index: entry.index, ...this.leafOf(entry) };
    }
  }

  private take(entry: LoggedEntry): void {
    const { index, id } = entry;
    this.count += 1;
    const position = index - this.from;
    if (!Number.isSafeInteger(position) || position < this.leaves.length) {
      this.strays.push({ index, id });
      return;
    }
    while (this.leaves.length < position) this.leaves.push(undefined);
    this.leaves.push(this.leafOf(entry));
  }

  private leafOf({ index, bytes, id, stored }: LoggedEntry): LoggedLeaf {
    const hash = leafHash(bytes);
    if (stored !== undefined && !hash.equals(stored) && this.differing.length < MOST) this.differing.push({ index, id });
    return { hash, id };
  }

  private async peek(): Promise<LoggedEntry | undefined> {
    if (!this.started) this.next = await this.read();
    this.started = true;
    return this.next;
  }

  private async read(): Promise<LoggedEntry | undefined> {
    const result = await this.entries.next();
    return result.done === true ? undefined : result.value;
  }
}
