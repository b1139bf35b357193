/** Lets one task at a time through for each key, in the order of arrival, within this process. */
export class Gate {
  private readonly tails = new Map<string, Promise<void>>();

  /**
   * Runs `work` when those who came before under this key are through; `waited` tells whether anybody was.
   * Rejects with `late()` when they need longer than `patience` milliseconds.
   */
  async pass<T>(key: string, patience: number, late: () => Error, work: (waited: boolean) => Promise<T>): Promise<T> {
    const before = this.tails.get(key);
    const { promise, resolve } = Promise.withResolvers<void>();
    const tail = (before ?? Promise.resolve()).then(() => promise);
    this.tails.set(key, tail);
    try {
      if (before) await within(before, patience, late);
      return await work(before !== undefined);
    } finally {
      resolve();
      void tail.then(() => {
        if (this.tails.get(key) === tail) this.tails.delete(key);
      });
    }
  }
}

async function within(awaited: Promise<void>, patience: number, late: () => Error): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), patience);
  });
  try {
    await Promise.race([awaited, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
