import { parseArgs } from 'node:util';

/** How much is measured. */
export interface Options {
  readonly rounds: number;
  /** Seconds of one measurement. */
  readonly seconds: number;
  readonly auth: 'basic' | 'jwt';
  /** Whether the API's CPU is profiled at the end. */
  readonly profile: boolean;
  /** Measures this part and what it is compared with, and nothing else. */
  readonly only?: Part;
}

const PARTS = ['sealing', 'flat', 'fairness'] as const;
/** `flat` and `fairness` run only when they are asked for: they fill tables, or keep a webhook failing. */
export type Part = (typeof PARTS)[number];

const HELP = `npm run bench -- [--rounds 5] [--seconds 3] [--auth basic|jwt] [--no-profile] [--only ${PARTS.join('|')}]`;

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
  if (!isPart(only)) throw new Error(`--only is ${PARTS.join(', ')}\n${HELP}`);
  return { rounds: whole('rounds', values.rounds, 50), seconds: whole('seconds', values.seconds, 60), auth, profile, ...(only && { only }) };
}

const isPart = (text: string | undefined): text is Part | undefined => text === undefined || (PARTS as readonly string[]).includes(text);

function whole(name: string, text: string, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most) throw new Error(`--${name} is a whole number from 1 to ${most}\n${HELP}`);
  return value;
}
