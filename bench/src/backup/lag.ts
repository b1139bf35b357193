import { setTimeout as delay } from 'node:timers/promises';
import { ZONES } from './product.js';

const EVERY_MS = 200;
const LINE = /^parley_backup_zone_lag_seconds\{zone="(\w+)"[^}]*\} (\S+)$/gm;

/** How old the newest is that can be read in each zone, in seconds, as the worker shows it. */
export async function lags(metrics: string): Promise<Readonly<Record<string, number>>> {
  const text = await (await fetch(metrics)).text();
  return Object.fromEntries([...text.matchAll(LINE)].map(([, zone = '', seconds]) => [zone, Number(seconds)]));
}

/** Looks at them five times a second for as long as `work` takes. */
export async function lagsDuring<T>(metrics: string, work: Promise<T>): Promise<{ readonly result: T; readonly zones: Readonly<Record<string, number[]>> }> {
  const zones: Record<string, number[]> = Object.fromEntries(ZONES.map((name) => [name, []]));
  let over = false;
  const ended = work.finally(() => (over = true));
  const look = async (): Promise<void> => {
    for (; !over; await delay(EVERY_MS)) for (const [zone, seconds] of Object.entries(await lags(metrics))) zones[zone]?.push(seconds);
  };
  const [result] = await Promise.all([ended, look()]);
  return { result, zones };
}

/** Seconds until no zone is further behind than `most` seconds. Rejects after `longestSeconds`. */
export async function untilCaughtUp(metrics: string, most: number, longestSeconds: number): Promise<number> {
  const began = performance.now();
  for (;;) {
    const seconds = (performance.now() - began) / 1000;
    const now = await lags(metrics);
    if (ZONES.every((name) => (now[name] ?? Number.POSITIVE_INFINITY) <= most)) return seconds;
    if (seconds > longestSeconds) throw new Error(`A zone did not catch up within ${longestSeconds} s`);
    await delay(EVERY_MS);
  }
}
