/** How long a step took, and of how much: bytes, segments, or whatever it counts; at least 1. */
export interface Phase {
  readonly ms: number;
  readonly amount: number;
}

/** The steps of a command that has ended, by their names. */
export type Phases = Readonly<Record<string, Phase>>;

/** How much there is to do in each step, as far as it is known beforehand. */
export type Work = Readonly<Record<string, number>>;

/** The step before the first that tells of itself: zones are opened, and what is to be done is found out. */
export const OPENING = 'opening';

/** What so much takes by what so much took: a step of which no amount is known, as long as then. Milliseconds. */
export const estimate = (former: Phases, work: Work): number =>
  Object.entries(former).reduce((sum, [step, phase]) => sum + expected(phase, work[step]), 0);

const expected = ({ ms, amount }: Phase, work: number | undefined): number => ms * (work === undefined ? 1 : work / amount);

/** Goes by the steps of a command as they are told, to say what is left and, at the end, how long each took. */
export class Stopwatch {
  private readonly passed: Record<string, Phase> = {};
  private step = OPENING;
  private since = 0;
  private amount: number | undefined;
  private done = 0;

  /** The clock counts milliseconds from the beginning of the command. */
  constructor(
    private readonly now: () => number,
    private readonly work: Work = {},
    private readonly former?: Phases,
  ) {}

  /** A step has come so far. */
  at(step: string, done: number, total: number): void {
    if (step !== this.step) this.pass(step);
    this.done = done;
    if (total > 1) this.amount = Math.max(total, this.amount ?? 0);
  }

  /**
   * What is left, in milliseconds: of the present step by its own pace, the more of it is done, and by that of the last time
   * before; of those to come by that of the last time. Nothing where there was none.
   */
  left(): number | undefined {
    if (!this.former) return undefined;
    const steps = Object.entries(this.former);
    const present = this.former[this.step];
    // Steps are in their order: those before the present one are over, or were left out.
    const next = steps.findIndex(([step]) => step === this.step) + 1;
    const toCome = steps.slice(next).reduce((sum, [step, phase]) => sum + (step in this.passed ? 0 : expected(phase, this.work[step])), 0);
    const spent = this.now() - this.since;
    const share = this.amount ? Math.min(1, this.done / this.amount) : 0;
    const before = present ? expected(present, this.work[this.step] ?? this.amount) : spent;
    // By its own pace it takes spent / share: weighted by the share, so that the beginning tells little.
    const whole = share > 0 ? before * (1 - share) + spent : before;
    return Math.max(0, share > 0 ? whole * (1 - share) : whole - spent) + toCome;
  }

  /** It has ended: how long each step took. */
  end(): Phases {
    this.pass('');
    return { ...this.passed };
  }

  private pass(next: string): void {
    const now = this.now();
    const ms = now - this.since + (this.passed[this.step]?.ms ?? 0);
    this.passed[this.step] = { ms: Math.round(ms), amount: Math.max(1, this.work[this.step] ?? this.amount ?? 1) };
    [this.step, this.since, this.amount, this.done] = [next, now, undefined, 0];
  }
}
