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
  /** How large the table of messages is made that is backed up. */
  readonly megabytes: number;
  /** For how long a zone of backups is away, in seconds. */
  readonly away: number;
}

const PARTS = ['sealing', 'flat', 'fairness', 'channels', 'backup'] as const;
/** All but `sealing` run only when they are asked for: they fill tables, or keep a webhook failing. */
export type Part = (typeof PARTS)[number];

const HELP = `npm run bench -- [${PARTS.join('|')}] [--rounds 5] [--seconds 3] [--auth basic|jwt] [--no-profile] [--megabytes 400] [--away 30]`;
/** A round of backups takes a minute. */
const [ROUNDS, ROUNDS_OF_BACKUP] = ['5', '2'];
/** With less, some conversation has no message before bare rows are written into it, which nobody can open. */
const LEAST_MEGABYTES = 50;

/** Reads the command line. Throws one line that says what is wrong. */
export function parseOptions(args: string[]): Options {
  const { values, positionals } = parseArgs({
    args: args[0] === '--' ? args.slice(1) : args,
    allowNegative: true,
    allowPositionals: true,
    options: {
      rounds: { type: 'string' },
      seconds: { type: 'string', default: '3' },
      auth: { type: 'string', default: 'basic' },
      profile: { type: 'boolean', default: true },
      only: { type: 'string' },
      megabytes: { type: 'string', default: '400' },
      away: { type: 'string', default: '30' },
    },
  });
  const { auth, profile, only = positionals[0] } = values;
  if (positionals.length > (values.only === undefined ? 1 : 0)) throw new Error(`one part at a time, not ${positionals.join(' ')}\n${HELP}`);
  if (auth !== 'basic' && auth !== 'jwt') throw new Error(`--auth is basic or jwt\n${HELP}`);
  if (!isPart(only)) throw new Error(`--only is ${PARTS.join(', ')}\n${HELP}`);
  const rounds = values.rounds ?? (only === 'backup' ? ROUNDS_OF_BACKUP : ROUNDS);
  return {
    rounds: whole('rounds', rounds, 50), seconds: whole('seconds', values.seconds, 60), megabytes: whole('megabytes', values.megabytes, 20_000, LEAST_MEGABYTES), away: whole('away', values.away, 900),
    auth, profile, ...(only && { only }),
  };
}

const isPart = (text: string | undefined): text is Part | undefined => text === undefined || (PARTS as readonly string[]).includes(text);

function whole(name: string, text: string, most: number, least = 1): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) throw new Error(`--${name} is a whole number from ${least} to ${most}\n${HELP}`);
  return value;
}
