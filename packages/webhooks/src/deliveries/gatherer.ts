/** Items that one call takes at most. */
const MOST = 200;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Hands what comes close together to one call of `run`, which answers a result for each item, in their order.
 * A call begins after `waitMs`, or as soon as `expected` items wait: then nobody else can come.
 */
export class Gatherer<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly run: (items: readonly Item[]) => Promise<readonly Result[]>,
    private readonly waitMs: number,
    private readonly expected: () => number,
  ) {}

  /** Resolves with the item's own result; rejects as the whole call does. */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (this.waiting.length >= Math.min(MOST, this.expected())) this.flush();
      else this.timer ??= setTimeout(() => this.flush(), this.waitMs);
    });
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { waiting } = this;
    this.waiting = [];
    this.run(waiting.map(({ item }) => item)).then(
      (results) => {
        for (const [index, { resolve }] of waiting.entries()) resolve(results[index] as Result);
      },
      (error: unknown) => {
        for (const { reject } of waiting) reject(error);
      },
    );
  }
}
