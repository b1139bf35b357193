import { setTimeout as delay } from 'node:timers/promises';

/** Often at first; who waits for longer, for a process to start or to end, leaves it the processor. */
const [EVERY_MS, OFTEN_FOR_MS, LATER_EVERY_MS] = [20, 1000, 100];

/** Asks again and again until the answer is neither nothing nor false. Rejects after `seconds`, and as soon as `ask` throws. */
export async function eventually<T>(what: string, ask: () => T | undefined | false | Promise<T | undefined | false>, seconds = 30): Promise<T> {
  const start = performance.now();
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    const waited = performance.now() - start;
    if (waited > seconds * 1000) throw new Error(`Not within ${seconds} s: ${what}`);
    await delay(waited < OFTEN_FOR_MS ? EVERY_MS : LATER_EVERY_MS);
  }
}
