import { setTimeout as delay } from 'node:timers/promises';
import { measureRounds } from './bench.js';
import { parseOptions } from './options.js';
import { Stops } from './stage/stops.js';

/** However slow the machine: the bench ends; backups at full size take longest. */
const [LONGEST_MINUTES, LONGEST_OF_BACKUP] = [30, 120];

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
const endAfter = (minutes: number): void => void delay(minutes * 60_000, undefined, { ref: false }).then(() => giveUp(`not done after ${minutes} minutes`, 1));

let code = 0;
try {
  const options = parseOptions(process.argv.slice(2));
  endAfter(options.only === 'backup' ? LONGEST_OF_BACKUP : LONGEST_MINUTES);
  const faults = await measureRounds(options, stops);
  if (faults.length > 0) code = 1;
} catch (error) {
  if (givenUp === undefined) console.error(error instanceof Error ? error.message : String(error));
  code = 1;
} finally {
  await stops.run();
}
process.exit(givenUp ?? (process.exitCode === undefined ? code : 1));
