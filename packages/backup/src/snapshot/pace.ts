import { setTimeout as delay } from 'node:timers/promises';

/** Work that goes on before it is asked whether others write, in milliseconds. */
const SLICE_MS = 50;
/** Transactions that write, in a second, from which on others are given way. A worker with nothing to do makes a few. */
const BUSY = 50;
/** So many times as long as was worked. */
const REST = 4;

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

/**
 * Gives way to others: who works by it does so at full speed while hardly anybody writes to the database, and a
 * fifth of the time while somebody does (ADR 0155).
 */
export class Pace {
  /** How long was rested, in milliseconds. */
  restedMs = 0;
  private seen: { readonly at: number; readonly written: number } | undefined;
  private begun: number;

  constructor(private readonly options: PaceOptions) {
    this.begun = this.now();
  }

  /** Between two pieces of work: resolves when the next one may be done. Rejects with why the server could not be asked, or the signal's reason. */
  async turn(): Promise<void> {
    if (this.now() - this.begun < SLICE_MS) return;
    await this.rest(this.now() - this.begun);
    this.begun = this.now();
  }

  private async rest(worked: number): Promise<void> {
    const before = this.seen;
    const written = await this.options.written();
    this.seen = { at: this.now(), written };
    if (before === undefined || (written - before.written) * 1000 < BUSY * (this.seen.at - before.at)) return;
    const ms = Math.min(worked * REST, this.options.restsMs - this.restedMs);
    if (ms <= 0) return;
    this.restedMs += ms;
    await (this.options.sleep ?? ((time) => delay(time, undefined, { signal: this.options.signal })))(ms);
  }

  private now(): number {
    return (this.options.now ?? (() => performance.now()))();
  }
}
