/** Lets one task at a time through for each key, in the order of arrival, within this process. */
export class Gate {
  private readonly tails = new Map<string, Promise<void>>();

  /** Runs `work` when those who came before under this key are through; `waited` tells whether anybody was. */
  async pass<T>(key: string, work: (waited: boolean) => Promise<T>): Promise<T> {
    const before = this.tails.get(key);
    const { promise, resolve } = Promise.withResolvers<void>();
    const tail = (before ?? Promise.resolve()).then(() => promise);
    this.tails.set(key, tail);
    await before;
    try {
      return await work(before !== undefined);
    } finally {
      resolve();
      if (this.tails.get(key) === tail) this.tails.delete(key);
    }
  }
}
