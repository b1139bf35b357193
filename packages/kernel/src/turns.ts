/** Entries that go together at most, so that no statement takes long. */
const MOST = 32;

/** After so many milliseconds the next turn doesn't wait any longer for the last one's end: it may stand at a lock. */
const PATIENCE_MS = 20;

interface Waiting<Draft, Result> {
  readonly draft: Draft;
  readonly alone: () => Promise<Result>;
  readonly resolve: (result: Promise<Result>) => void;
}

/**
 * What comes while something of the same key is on its way waits for it, and then goes together: the busier an app, the
 * fewer statements and commits for each message. Who meets nobody goes at once, alone.
 */
export class Turns<Key, Draft, Result> {
  /** Who waits, for each key of which something is on its way. */
  private readonly waiting = new Map<Key, Waiting<Draft, Result>[]>();

  /** `together` answers an entry for each draft, empty for those that are to go alone. */
  constructor(private readonly together: (key: Key, drafts: readonly Draft[]) => Promise<readonly (Result | undefined)[]>) {}

  /** Resolves and rejects as `alone` does, or as `together` does for this draft. */
  take(key: Key, draft: Draft, alone: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve) => {
      const waiting = this.waiting.get(key) ?? [];
      waiting.push({ draft, alone, resolve });
      if (this.waiting.has(key)) return;
      this.waiting.set(key, waiting);
      this.next(key);
    });
  }

  private next(key: Key): void {
    const going = this.waiting.get(key)?.splice(0, MOST) ?? [];
    const [first, ...others] = going;
    if (!first) this.waiting.delete(key);
    else void this.turn(key, others.length === 0 ? this.goAlone(first) : this.goTogether(key, going));
  }

  /** Once `way` has come to an end, whichever, or takes long, it is the next ones' turn. */
  private async turn(key: Key, way: Promise<unknown>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS);
    });
    await Promise.race([way.catch(() => undefined), patience]);
    clearTimeout(timer);
    this.next(key);
  }

  private goAlone({ alone, resolve }: Waiting<Draft, Result>): Promise<Result> {
    const way = alone();
    resolve(way);
    return way;
  }

  private goTogether(key: Key, going: readonly Waiting<Draft, Result>[]): Promise<unknown> {
    const way = this.together(key, going.map(({ draft }) => draft));
    for (const [index, { alone, resolve }] of going.entries()) resolve(way.then((results) => results[index] ?? alone()));
    return way;
  }
}
