import type { Spooled } from '../spool/spooled.js';

/** An object in the spool, and which zones it is still to reach. */
export class Entry {
  /** Names of zones that have it. */
  readonly had = new Set<string>();
  readonly left: Set<string>;
  private settle: { resolve: () => void; reject: (error: Error) => void } | undefined;
  readonly settled: Promise<void>;

  constructor(
    readonly spooled: Spooled,
    zones: readonly string[],
    /** It was in the spool when the process started: a zone may have it. */
    readonly found: boolean,
  ) {
    this.left = new Set(zones);
    this.settled = new Promise((resolve, reject) => {
      if (found) resolve();
      else this.settle = { resolve, reject };
    });
    this.settled.catch(() => undefined); // the submitter has it
  }

  /** Somebody waits for it still. */
  get awaited(): boolean {
    return this.settle !== undefined;
  }

  resolve(): void {
    this.settle?.resolve();
    this.settle = undefined;
  }

  reject(error: Error): void {
    this.settle?.reject(error);
    this.settle = undefined;
  }
}
