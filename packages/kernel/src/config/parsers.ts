import { isIP } from 'node:net';
import { isAbsolute, resolve } from 'node:path';

/** Turns a variable's text into its value, or throws a `WrongValue` that says what is wanted. */
export type Parse<Value> = (text: string) => Value;

/** What a value should have been; the loader puts the variable's name before it. */
export class WrongValue extends Error {}

/** Any text, as it is. */
export const text: Parse<string> = (value) => value;

/** A short name of lower-case letters, digits and hyphens. */
export const word: Parse<string> = (value) => {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(value)) throw new WrongValue('must be a name of lower-case letters, digits and hyphens');
  return value;
};

/** A path; a relative one begins at `base`. */
export const path =
  (base: string): Parse<string> =>
  (value) =>
    isAbsolute(value) ? value : resolve(base, value);

/** One of a few words. */
export const oneOf =
  <const Values extends readonly string[]>(values: Values): Parse<Values[number]> =>
  (value) => {
    const known = values.find((candidate) => candidate === value);
    if (known === undefined) throw new WrongValue(`must be one of ${values.join(', ')}`);
    return known;
  };

/** A whole number of at most nine digits, both bounds included. */
export const integer =
  (min: number, max: number): Parse<number> =>
  (value) => {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= min && number <= max)) throw new WrongValue(`must be a whole number from ${min} to ${max}`);
    return number;
  };

const UNIT_SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** A time as a whole number and a unit (s, m, h, d; seconds without one), from `min` seconds to `maxDays` days; answers seconds. */
export const duration =
  (min: number, maxDays: number): Parse<number> =>
  (value) => {
    const [, digits, unit = ''] = /^(\d{1,9})([smhd]?)$/.exec(value) ?? [];
    const seconds = Number(digits ?? Number.NaN) * (UNIT_SECONDS[unit] ?? Number.NaN);
    if (!(seconds >= min && seconds <= maxDays * 86_400)) throw new WrongValue(`must be a time such as 30m, 24h or 7d, from ${min}s to ${maxDays}d`);
    return seconds;
  };

/** Or `off`, which is 0. */
export const orOff =
  (parse: Parse<number>): Parse<number> =>
  (value) => (value === 'off' ? 0 : parse(value));

const UNIT_BYTES: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9, TB: 1e12 };

/** A size as a whole number and a unit (MB, GB, TB: of 1000, not 1024), at least `minMb` MB; answers bytes. */
export const size =
  (minMb: number): Parse<number> =>
  (value) => {
    const [, digits, unit = ''] = /^(\d{1,6})([MGT]B)$/.exec(value) ?? [];
    const bytes = Number(digits ?? Number.NaN) * (UNIT_BYTES[unit] ?? Number.NaN);
    if (!(bytes >= minMb * 1e6)) throw new WrongValue(`must be a size such as 500MB, 4GB or 1TB, at least ${minMb}MB`);
    return bytes;
  };

/** 1 or 0. */
export const flag: Parse<boolean> = (value) => {
  if (value !== '0' && value !== '1') throw new WrongValue('must be 1 (yes) or 0 (no)');
  return value === '1';
};

/** What stands between commas, without the spaces around it. */
export const items = (value: string): string[] => value.split(',').map((item) => item.trim()).filter((item) => item !== '');

/** At least one of what `parse` reads, separated by commas. */
export const several =
  (parse: Parse<string>): Parse<string[]> =>
  (value) => {
    const all = items(value).map(parse);
    if (all.length === 0) throw new WrongValue('must be at least one, separated by commas');
    return all;
  };

/** What can name a signing key: no space, plus or control character (C2SP signed-note, "Format"). */
export const keyName: Parse<string> = (value) => {
  if (!/^[^\s+\p{Cc}]{1,200}$/u.test(value)) throw new WrongValue('must be a name such as audit.example.org/parley, without spaces and plus signs');
  return value;
};

/** A range such as `10.0.0.0/8`, or one address. */
export const isAddressRange = (value: string): boolean => {
  const [address = '', bits, ...rest] = value.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
};

/** A list of IP addresses and CIDR ranges, separated by commas; may be empty. */
export const addressRanges: Parse<string[]> = (value) => {
  const ranges = items(value);
  if (!ranges.every(isAddressRange)) throw new WrongValue('must be a list of IP addresses or CIDR ranges, separated by commas');
  return ranges;
};

/** Ranges of proxies: whoever is in one is believed, so that a range of everybody is a mistake. */
export const proxyRanges: Parse<string[]> = (value) => {
  const ranges = addressRanges(value);
  if (ranges.some((range) => /\/0+$/.test(range))) throw new WrongValue('must be the addresses or ranges of proxies: a range of /0 would trust everybody');
  return ranges;
};

const LONGEST_RETRY_SECONDS = 900;

/** Waits between attempts: growing, and no longer than 15 minutes together (semantics.md, webhooks). */
export const growingSeconds: Parse<number[]> = (value) => {
  const waits = items(value).map((item) => (/^\d{1,4}(\.\d)?$/.test(item) ? Number(item) : Number.NaN));
  const grows = waits.every((wait, index) => wait > 0 && wait > (waits[index - 1] ?? 0));
  if (waits.length < 1 || waits.length > 4 || !grows || waits.reduce((sum, wait) => sum + wait, 0) > LONGEST_RETRY_SECONDS) {
    throw new WrongValue(`must be one to four growing waits in seconds, at most ${LONGEST_RETRY_SECONDS} together`);
  }
  return waits;
};

/** The ARN of a key of AWS KMS: it says region and account too. An alias may come to name another key, so none is taken. */
export const kmsKeyArn: Parse<string> = (value) => {
  if (!/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/.test(value)) {
    throw new WrongValue('must be the ARN of a KMS key, such as arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab');
  }
  return value;
};

/** The origin of an HTTP service: scheme, host, port and nothing else. */
export const httpOrigin: Parse<string> = (value) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || `${url.origin}/` !== url.href) throw new WrongValue('must be an origin such as https://kms.eu-central-1.amazonaws.com');
  return url.origin;
};

/** Two positive numbers, `30/1`: a second in all, and to one. */
export const ratePair: Parse<string> = (value) => {
  if (!/^\d+(\.\d+)?\/\d+(\.\d+)?$/.test(value) || value.split('/').some((rate) => !(Number(rate) > 0))) throw new WrongValue('must be two numbers above 0 such as 30/1: requests a second in all, and to one person');
  return value;
};

/** A URL of PostgreSQL, kept as it is: `pg` reads its parameters. */
export const postgresUrl: Parse<string> = (value) => {
  // The value may hold a password: no message ever shows it.
  if (!URL.canParse(value) || !/^postgres(ql)?:$/.test(new URL(value).protocol) || !isDecodable(new URL(value).hostname)) {
    throw new WrongValue('must be a URL such as postgres://user:password@localhost:5432/parley');
  }
  return value;
};

const isDecodable = (text: string): boolean => {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
};
