import { setTimeout as delay } from 'node:timers/promises';

/** Work that goes on before it is asked whether others write, in milliseconds. */
const SLICE_MS = 50;
/** Transactions that write, in a second, from which on others are given way. A worker with nothing to do makes a few. */
const BUSY = 50;
/** Fewer say nothing: a worker that starts makes some at once. */
const FEWEST = 10;
/** How far back a look is compared, in milliseconds: as far as it takes to count so many, and no further. */
const WINDOW_MS = 500;
/** So many times as long as was worked. */
const REST = 8;

export interface PaceOptions {
  /** How many transactions have written to the server so far, whoever's. */
  readonly written: () => Promise<number>;
  /** All rests together, in milliseconds: what waits for the end must not wait for ever. */
  readonly restsMs: number;
  readonly signal: AbortSignal;
  /** Milliseconds; for specs. */
  readonly now?: () => number;
  readonly sleep?: (ms: number) => Promise<unknown>;
}

interface Look {
  readonly at: number;
  readonly written: number;
}

/**
 * Gives way to others: who works by it does so at full speed while hardly anybody writes to the database, and a
 * ninth of the time while somebody does (ADR 0155).
 */
export class Pace {
  /** How long was rested, in milliseconds. */
  restedMs = 0;
  private looks: readonly Look[] = [];
  private begun: number;

  constructor(private readonly options: PaceOptions) {
    this.begun = this.now();
  }

  /** Before the work: its first turn has something to compare with. Rejects with why the server could not be asked. */
  async look(): Promise<void> {
    this.looks = [...this.looks, { at: this.now(), written: await this.options.written() }];
  }

  /** The work begins. */
  begin(): void {
    this.begun = this.now();
  }

  /** Between two pieces of work: resolves when the next one may be done. Rejects with why the server could not be asked, or the signal's reason. */
  async turn(): Promise<void> {
    if (this.now() - this.begun < SLICE_MS) return;
    await this.rest(this.now() - this.begun);
    this.begin();
  }

  private async rest(worked: number): Promise<void> {
    await this.look();
    if (!this.othersWrite()) return;
    const ms = Math.min(worked * REST, this.options.restsMs - this.restedMs);
    if (ms <= 0) return;
    this.restedMs += ms;
    await (this.options.sleep ?? ((time) => delay(time, undefined, { signal: this.options.signal })))(ms);
  }

  /** By the oldest look in the window; by the one before where that is older. */
  private othersWrite(): boolean {
    const now = this.looks.at(-1);
    const from = this.looks.findIndex((look) => now && now.at - look.at <= WINDOW_MS);
    this.looks = this.looks.slice(Math.min(from, this.looks.length - 2));
    const [then] = this.looks;
    if (!now || !then) return false;
    const written = now.written - then.written;
    return written >= FEWEST && written * 1000 >= BUSY * (now.at - then.at);
  }

  private now(): number {
    return (this.options.now ?? (() => performance.now()))();
  }
}
