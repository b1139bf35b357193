import { parseArgs } from 'node:util';

/** How much is measured. */
export interface Options {
  readonly rounds: number;
  /** Seconds of one measurement. */
  readonly seconds: number;
  readonly auth: 'basic' | 'jwt';
  /** Whether the API's CPU is profiled at the end. */
  readonly profile: boolean;
  /** Measures sealing and what it is compared with, and nothing else. */
  readonly only?: 'sealing';
}

const HELP = `npm run bench -- [--rounds 5] [--seconds 3] [--auth basic|jwt] [--no-profile] [--only sealing]`;

/** Reads the command line. Throws one line that says what is wrong. */
export function parseOptions(args: string[]): Options {
  const { values } = parseArgs({
    args: args[0] === '--' ? args.slice(1) : args,
    allowNegative: true,
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '3' },
      auth: { type: 'string', default: 'basic' },
      profile: { type: 'boolean', default: true },
      only: { type: 'string' },
    },
  });
  const { auth, profile, only } = values;
  if (auth !== 'basic' && auth !== 'jwt') throw new Error(`--auth is basic or jwt\n${HELP}`);
  if (only !== undefined && only !== 'sealing') throw new Error(`--only is sealing\n${HELP}`);
  return { rounds: whole('rounds', values.rounds, 50), seconds: whole('seconds', values.seconds, 60), auth, profile, ...(only && { only }) };
}

function whole(name: string, text: string, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most) throw new Error(`--${name} is a whole number from 1 to ${most}\n${HELP}`);
  return value;
}
