/** Random numbers that a seed repeats (mulberry32), for specs that say their seed when they fail. */
export interface Random {
  /** A whole number from 0 up to, without, `below`. */
  below(below: number): number;
  bytes(length: number): Buffer;
  pick<T>(items: readonly T[]): T;
}

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (bound: number): number => next() % bound;
  return { below, bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))), pick: (items) => items[below(items.length)]! };
}

/** Seeds of a run: random, told when the run fails, so that `repeat` can be given it. */
export async function withSeed(run: (random: Random) => Promise<void> | void, repeat?: number): Promise<void> {
  const seed = repeat ?? Math.floor(Math.random() * 2 ** 32);
  try {
    await run(randomFrom(seed));
  } catch (error) {
    throw new Error(`Failed with seed ${seed}`, { cause: error });
  }
}
