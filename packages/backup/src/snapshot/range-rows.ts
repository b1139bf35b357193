import type { BufferPool } from './buffer-pool.js';
import { crcOf, type RowSum, type TableSums } from './row-sum.js';

/** Rows that become one chunk. */
export interface RowsToStore {
  /** Whose they are alone. */
  readonly app?: string;
  /** Whose they are together, sorted. With neither, they are no app's. */
  readonly apps?: readonly string[];
  readonly rows: number;
  readonly bytes: Buffer;
  /** To be called once `bytes` are not needed any more, not even in part. */
  readonly release: () => void;
}

/** An app with fewer bytes in a range shares chunks with others. */
const SMALL = 16 * 1024;
const SHARED = 256 * 1024;
/** A chunk of one app ends at a row that its own sum picks, at 1 MiB on average, so that what changes before it moves no later end. */
const [SHORTEST, PICKED_EVERY, LONGEST] = [512 * 1024, 512 * 1024, 4 * 1024 * 1024];
const PICK = 2 ** 32 / PICKED_EVERY;
/** What is held at most of one range, which with wide values out of line may be far larger than its pages. */
const PART = 8 * 1024 * 1024;
const NOTHING = Buffer.alloc(0);
const LENGTH_BYTES = 4;

interface Group {
  readonly app: string;
  readonly sum: RowSum;
  bytes: Buffer;
  used: number;
  rows: number;
  /** Has chunks of its own already. */
  own: boolean;
}

/** The rows of one page range of a table, sorted by app into chunks; equal rows give equal chunks, whenever they are read. */
export class RangeRows {
  /** Chunks that are whole: whoever takes them, empties this. */
  readonly ready: RowsToStore[] = [];
  private readonly groups = new Map<string, Group>();
  private held = 0;

  /** Where `byApp`, each tuple's first field says whose it is. */
  constructor(
    private readonly byApp: boolean,
    private readonly sums: TableSums,
    private readonly pool: BufferPool,
  ) {}

  /** A tuple: its bytes are copied. */
  readonly add = (bytes: Buffer, start: number, end: number): void => {
    const group = this.groupOf(this.byApp ? firstField(bytes, start) : '');
    const length = end - start;
    const crc = crcOf(bytes, start, end);
    group.sum.add(crc, length);
    if (group.used + length > group.bytes.length) this.grow(group, length);
    bytes.copy(group.bytes, group.used, start, end);
    group.used += length;
    group.rows += 1;
    this.held += length;
    if (group.used >= LONGEST || (group.used >= SHORTEST && crc < length * PICK)) this.cut(group);
    if (this.held >= PART) this.finish();
  };

  /** The range's end: all that is held becomes chunks. */
  finish(): void {
    const small: Group[] = [];
    for (const group of this.groups.values()) {
      if (group.rows === 0) continue;
      if (group.app !== '' && !group.own && group.used < SMALL) small.push(group);
      else this.cut(group);
    }
    this.share(small.sort((a, b) => (a.app < b.app ? -1 : 1)));
    this.groups.clear();
    this.held = 0;
  }

  private groupOf(app: string): Group {
    let group = this.groups.get(app);
    if (!group) this.groups.set(app, (group = { app, sum: this.sums.of(app), bytes: NOTHING, used: 0, rows: 0, own: false }));
    return group;
  }

  private grow(group: Group, by: number): void {
    const larger = this.pool.take(group.used + by);
    group.bytes.copy(larger, 0, 0, group.used);
    this.pool.give(group.bytes);
    group.bytes = larger;
  }

  private cut(group: Group): void {
    const { bytes } = group;
    this.ready.push({ ...(group.app !== '' && { app: group.app }), rows: group.rows, bytes: bytes.subarray(0, group.used), release: () => this.pool.give(bytes) });
    this.held -= group.used;
    Object.assign(group, { bytes: NOTHING, used: 0, rows: 0, own: true });
  }

  private share(groups: readonly Group[]): void {
    let together: Group[] = [];
    let size = 0;
    const close = (): void => {
      if (together.length === 0) return;
      const bytes = Buffer.concat(together.map((group) => group.bytes.subarray(0, group.used)), size);
      for (const group of together) this.pool.give(group.bytes);
      this.ready.push({ apps: together.map(({ app }) => app), rows: together.reduce((sum, { rows }) => sum + rows, 0), bytes, release: () => undefined });
      [together, size] = [[], 0];
    };
    for (const group of groups) {
      if (size + group.used > SHARED) close();
      together.push(group);
      size += group.used;
    }
    close();
  }
}

/** A tuple's first field as text; '' for null. */
export function firstField(bytes: Buffer, start: number): string {
  const length = bytes.readInt32BE(start + 2);
  const from = start + 2 + LENGTH_BYTES;
  return length <= 0 ? '' : bytes.toString('utf8', from, from + length);
}
