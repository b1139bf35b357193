import { describe, expect, it } from '@jest/globals';
import { estimate, Stopwatch, type Phases, type Work } from './phases.js';

describe('the estimate of a command', () => {
  /** Runs steps of a known pace (milliseconds for each of what they count), and answers what was said to be left, beside what was. */
  function run(steps: Readonly<Record<string, { readonly pace: number; readonly amount: number }>>, former?: Phases, work: Work = {}) {
    let now = 0;
    const watch = new Stopwatch(() => now, work, former);
    const told: { at: number; left: number | undefined }[] = [];
    now += 100; // opening
    for (const [step, { pace, amount }] of Object.entries(steps)) {
      for (let done = 0; done < amount; done += 1) {
        watch.at(step, done, amount);
        told.push({ at: now, left: watch.left() });
        now += pace;
      }
    }
    const phases = watch.end();
    return { phases, total: now, told: told.map(({ at, left }) => ({ left, was: now - at })) };
  }

  const STEPS = { loading: { pace: 10, amount: 100 }, replaying: { pace: 40, amount: 25 }, completing: { pace: 300, amount: 1 } };

  it('is what the last run took, and what is left is right within 20 % at any time of a run that is repeated', () => {
    const { phases, total, told } = run(STEPS);
    expect(phases).toEqual({ opening: { ms: 100, amount: 1 }, loading: { ms: 1000, amount: 100 }, replaying: { ms: 1000, amount: 25 }, completing: { ms: 300, amount: 1 } });
    expect(told.every(({ left }) => left === undefined)).toBe(true);
    expect(estimate(phases, {})).toBe(total);
    for (const { left = 0, was } of run(STEPS, phases).told) expect(Math.abs(left - was)).toBeLessThanOrEqual(was * 0.2);
  });

  it('goes with how much there is to do', () => {
    const { phases } = run(STEPS);
    expect(estimate(phases, { loading: 300, replaying: 50 })).toBe(100 + 3000 + 2000 + 300);
    const larger = { ...STEPS, loading: { pace: 10, amount: 300 } };
    for (const { left = 0, was } of run(larger, phases, { loading: 300 }).told) expect(Math.abs(left - was)).toBeLessThanOrEqual(was * 0.2);
  });

  it('turns to the pace of today where that is another one', () => {
    const { phases } = run(STEPS);
    const { told } = run({ loading: { pace: 30, amount: 100 } }, { loading: phases.loading! });
    expect(told[0]?.left).toBe(1000);
    for (const { left = 0, was } of told.slice(80)) expect(Math.abs(left - was)).toBeLessThanOrEqual(was * 0.2);
  });

  it('does not count steps that are left out, and tells of none that the last run had not', () => {
    const { phases } = run(STEPS);
    const { told } = run({ completing: { pace: 300, amount: 1 } }, phases);
    expect(told[0]).toEqual({ left: 300, was: 300 });
    expect(run({ other: { pace: 10, amount: 2 } }, { opening: { ms: 100, amount: 1 } }).told[0]?.left).toBe(0);
  });
});
