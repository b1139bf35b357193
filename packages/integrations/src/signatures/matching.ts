import { timingSafeEqual } from 'node:crypto';
import { refuse } from './judge.js';

/** Whether two texts are the same, in a time that tells nothing of where they differ. Only their lengths can be told, and those are public. */
export function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** What stands where something has to be compared. */
export interface Given {
  /** A header, parameter or claim; refusals name it. */
  readonly part: string;
  readonly value: string;
  /** What the vendor's encoding looks like. Anything else is refused before a secret is touched. */
  readonly shape: RegExp;
}

/** Refuses what is not what one of the secrets gives, or one of what it gives where a vendor is not always of one mind. The encoded texts are compared: base64 and hex have one right spelling, so nothing is decoded leniently. */
export function requireMatch({ part, value, shape }: Given, secrets: readonly string[], sign: (secret: string) => string | readonly string[]): void {
  const usable = requireSecrets(secrets);
  if (!shape.test(value)) refuse('malformed', part);
  if (!usable.some((secret) => [sign(secret)].flat().some((expected) => isSame(value, expected)))) refuse('mismatch', part);
}

/** The secrets that can be used. An empty one is none: everybody knows it. */
export function requireSecrets(secrets: readonly string[]): readonly string[] {
  const usable = secrets.filter((secret) => secret !== '');
  return usable.length > 0 ? usable : refuse('no_secret', 'secrets');
}

/** Refuses a hash that is not the one computed. */
export function requireSame({ part, value, shape }: Given, expected: string): void {
  if (!shape.test(value)) refuse('malformed', part);
  if (!isSame(value, expected)) refuse('mismatch', part);
}
