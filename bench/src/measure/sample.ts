import { setTimeout as delay } from 'node:timers/promises';
import type { Generator } from '../load/generator.js';
import type { Remote } from '../stage/remote.js';
import type { Target } from '../target/target.js';
import type { Measurement, Sample } from './measurement.js';
import { perPiece, type Meter } from './meters.js';

const DRAIN_MILLISECONDS = 60_000;

/** The helper processes that a measurement needs. */
export interface Instruments {
  readonly generator: Remote<Generator>;
  readonly target: Remote<Target>;
}

/** Sends one round of load, waits until the target has got every post, and divides. */
export async function sample({ generator, target }: Instruments, measurement: Measurement, read: Meter): Promise<Sample> {
  const job = await measurement.job();
  await target.call('forget', null);
  const before = read();
  const began = performance.now();
  const result = await generator.call('load', job);
  const ended = performance.now();
  const atEnd = await target.call('count', null);
  const expected = measurement.delivers ? result.accepted : 0;
  const arrived = await drain(target, expected);
  const drained = (performance.now() - ended) / 1000;
  return {
    perSecond: result.perSecond,
    p50: result.p50,
    p99: result.p99,
    cpu: perPiece(before, read(), result.accepted),
    failed: result.failed,
    firstFailure: result.firstFailure,
    backlog: Math.max(0, expected - atEnd.unique),
    drained,
    through: (result.accepted * 1000) / (ended - began + drained * 1000),
    lost: Math.max(0, expected - arrived),
  };
}

/** Waits until so many events have arrived, boundedly; answers how many did. */
async function drain(target: Remote<Target>, expected: number): Promise<number> {
  const deadline = performance.now() + DRAIN_MILLISECONDS;
  let { unique } = await target.call('count', null);
  while (unique < expected && performance.now() < deadline) {
    await delay(20);
    ({ unique } = await target.call('count', null));
  }
  return unique;
}
