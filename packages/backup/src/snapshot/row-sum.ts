import { crc32 } from 'node:zlib';

const MODULUS = 2 ** 48;
const HEX_DIGITS = 12;

/** What a count and a sum over rows are, however these were ordered. */
export interface Summed {
  readonly rows: number;
  /** In hex, 24 digits. */
  readonly sum: string;
}

/** The CRC-32 (ISO 3309) of `bytes[start..end)`, from 0 to 2^32 - 1. */
export const crcOf = (bytes: Buffer, start: number, end: number): number => crc32(new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start));

/**
 * Rows and their order-independent sum (README, "Checksums"): what a restore's rows are compared by with what the snapshot
 * saw. It finds mistakes, not malice: that is what the seals are for.
 */
export class RowSum implements Summed {
  rows = 0;
  private first = 0;
  private second = 0;

  /** Adds a tuple of COPY BINARY by its CRC-32 and its length in bytes. */
  add(crc: number, length: number): void {
    this.rows += 1;
    this.first = (this.first + mixed(crc ^ length)) % MODULUS;
    this.second = (this.second + mixed(Math.imul(crc, 0x9e3779b1) + length)) % MODULUS;
  }

  /** Adds all rows of another one. */
  addAll(other: RowSum): void {
    this.rows += other.rows;
    this.first = (this.first + other.first) % MODULUS;
    this.second = (this.second + other.second) % MODULUS;
  }

  get sum(): string {
    return hex(this.first) + hex(this.second);
  }
}

const hex = (value: number): string => value.toString(16).padStart(HEX_DIGITS, '0');

/** MurmurHash3's finaliser (public domain): CRCs are linear, so sums of theirs alone would not notice fields that changed rows. */
function mixed(value: number): number {
  let h = value ^ (value >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Sums of a table's rows, app by app. */
export class TableSums {
  private readonly byOwner = new Map<string, RowSum>();

  /** That of an app, or of '' for rows of none. */
  of(owner: string): RowSum {
    let sum = this.byOwner.get(owner);
    if (!sum) this.byOwner.set(owner, (sum = new RowSum()));
    return sum;
  }

  total(): Summed {
    const total = new RowSum();
    for (const sum of this.byOwner.values()) total.addAll(sum);
    return { rows: total.rows, sum: total.sum };
  }

  /** By app id, sorted; without the rows of none. */
  byApp(): Record<string, Summed> {
    const apps = [...this.byOwner].filter(([owner, { rows }]) => owner !== '' && rows > 0).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(apps.map(([app, { rows, sum }]) => [app, { rows, sum }]));
  }
}
