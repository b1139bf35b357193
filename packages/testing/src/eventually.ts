import { setTimeout as delay } from 'node:timers/promises';

const EVERY_MS = 20;

/** Asks again and again until the answer is neither nothing nor false. Rejects after `seconds`, and as soon as `ask` throws. */
export async function eventually<T>(what: string, ask: () => T | undefined | false | Promise<T | undefined | false>, seconds = 30): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`Not within ${seconds} s: ${what}`);
    await delay(EVERY_MS);
  }
}
