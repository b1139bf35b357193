import { createHmac } from 'node:crypto';

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs whatever it is given, also what no library would. */
export function forge(header: object, payload: object, secret: string, hash = 'sha256'): string {
  const signed = `${part(header)}.${part(payload)}`;
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`;
}

/** A token without a signature. */
export const unsigned = (header: object, payload: object): string => `${part(header)}.${part(payload)}.`;

/** Seconds since 1970, some seconds from now. */
export const secondsFromNow = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;
