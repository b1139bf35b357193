import { ObjectStoreError } from '@parley/object-store';

/**
 * Calls of a file system that may hang, as that of a server does that is away. Node has four threads for all file systems
 * of the process: no more than `most` of one are asked at once, and none while one of them hangs, so that it costs the
 * others nothing.
 */
export class Patience {
  private hanging = 0;
  private working = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly limitMs: number,
    private readonly most = 2,
  ) {}

  /** As `work` does; raises `unavailable` after the time limit, and at once while something hangs. `work` may ask whether it is too late: nobody counts on it any more. */
  async run<T>(work: (isLate: () => boolean) => Promise<T>): Promise<T> {
    await this.turn();
    if (this.hanging > 0) {
      this.leave();
      throw new ObjectStoreError('unavailable', 'The directory does not answer');
    }
    let hangs = false;
    const done = work(() => hangs).finally(() => {
      if (hangs) this.hanging -= 1;
      else this.leave();
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        hangs = true;
        this.hanging += 1;
        this.leave();
        reject(new ObjectStoreError('unavailable', 'The directory does not answer'));
      }, this.limitMs);
    });
    try {
      return await Promise.race([done, late]);
    } finally {
      clearTimeout(timer);
      done.catch(() => undefined); // what comes after the time limit was told already
    }
  }

  private async turn(): Promise<void> {
    if (this.working >= this.most) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.working += 1;
  }

  /** The place goes on to who waits longest. */
  private leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.working -= 1;
  }
}
