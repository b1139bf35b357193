import { setTimeout as delay } from 'node:timers/promises';
import { measureRounds } from './bench.js';
import { parseOptions } from './options.js';
import { Stops } from './stage/stops.js';

/** However slow the machine: the bench ends. */
const LONGEST_MINUTES = 30;

const stops = new Stops();
let givenUp: number | undefined;

/** Ends what runs; whoever waits for it below then fails, and the bench ends with this code. */
const giveUp = (reason: string, code: number): void => {
  if (givenUp !== undefined) return; // npm passes a Ctrl-C on that this process has got already
  givenUp = code;
  console.error(`${reason}: stopping everything`);
  void stops.run();
};
process.on('SIGINT', () => giveUp('interrupted', 130));
process.on('SIGTERM', () => giveUp('told to stop', 143));
void delay(LONGEST_MINUTES * 60_000, undefined, { ref: false }).then(() => giveUp(`not done after ${LONGEST_MINUTES} minutes`, 1));

let code = 0;
try {
  const faults = await measureRounds(parseOptions(process.argv.slice(2)), stops);
  if (faults.length > 0) code = 1;
} catch (error) {
  if (givenUp === undefined) console.error(error instanceof Error ? error.message : String(error));
  code = 1;
} finally {
  await stops.run();
}
process.exit(givenUp ?? (process.exitCode === undefined ? code : 1));
