import { setTimeout as delay } from 'node:timers/promises';
import { measureRounds } from './bench.js';
import { parseOptions } from './options.js';
import { Stops } from './stage/stops.js';

/** However slow the machine: the bench ends. */
const LONGEST_MINUTES = 30;

const stops = new Stops();
const giveUp = (reason: string, code: number): void => {
  console.error(reason);
  void stops.run().then(() => process.exit(code));
};
// Not once: npm passes a Ctrl-C on that this process has got already, and the second must not end it half-way.
process.on('SIGINT', () => giveUp('interrupted: stopping everything', 130));
process.on('SIGTERM', () => giveUp('told to stop: stopping everything', 143));
void delay(LONGEST_MINUTES * 60_000, undefined, { ref: false }).then(() => giveUp(`not done after ${LONGEST_MINUTES} minutes`, 1));

try {
  const faults = await measureRounds(parseOptions(process.argv.slice(2)), stops);
  if (faults.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await stops.run();
}
