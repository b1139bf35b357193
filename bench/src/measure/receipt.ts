import { setTimeout as delay } from 'node:timers/promises';
import type { Space } from '../stage/space.js';
import type { Instruments } from './sample.js';
import { percentile } from './stats.js';

const EVERY_MILLISECONDS = 20;
const LONGEST_WAIT = 10_000;

/** Milliseconds from sending a post to its arrival at the webhook target. */
export interface Receipts {
  /** Of each post that arrived. */
  readonly latencies: readonly number[];
  readonly p50: number;
  readonly p99: number;
  readonly lost: number;
}

/** Posts fifty messages a second, so that nothing queues, and compares clocks that both processes share. */
export async function receipts(instruments: Instruments, origin: string, space: Space, seconds: number): Promise<Receipts> {
  const { generator, target } = instruments;
  await target.call('forget', null);
  const count = Math.round((seconds * 1000) / EVERY_MILLISECONDS);
  const sent = await generator.call('paced', {
    origin, headers: space.headers, connections: 4, shots: space.posts, expect: 201, count, everyMilliseconds: EVERY_MILLISECONDS,
  });
  const deadline = performance.now() + LONGEST_WAIT;
  let arrivals = new Map<string, number>();
  do {
    await delay(50);
    arrivals = new Map((await target.call('arrivals', null)).map(({ id, at }) => [id, at]));
  } while (arrivals.size < count && performance.now() < deadline);
  const latencies = sent.flatMap(({ id, at }) => {
    const arrived = arrivals.get(id);
    return arrived === undefined ? [] : [arrived - at];
  });
  return { latencies, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99), lost: count - latencies.length };
}
