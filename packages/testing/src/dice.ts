import { createHash } from 'node:crypto';

/** Numbers that are the same at each run. */
export class Dice {
  private count = 0;

  constructor(private readonly seed: string) {}

  /** From 0 up to, not including, `most`. */
  next(most: number): number {
    return createHash('sha256').update(`${this.seed} ${(this.count += 1)}`).digest().readUInt32BE(0) % most;
  }

  pick<T>(from: readonly T[]): T {
    const one = from[this.next(from.length)];
    if (one === undefined) throw new Error('There is nothing to pick from');
    return one;
  }

  /** All of them, in an order of its own. */
  shuffled<T>(all: readonly T[]): T[] {
    return all.map((each) => ({ each, at: this.next(2 ** 31) })).sort((one, other) => one.at - other.at).map(({ each }) => each);
  }
}
