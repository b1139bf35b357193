import { randomFillSync } from 'node:crypto';
import { wallClock } from './clock.js';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** An app's id that has been proven to belong to the caller. Only `asAppId` makes one, and only guards and jobs call it. */
export type AppId = Branded<'AppId'>;
/** An account's id that has been proven to belong to the caller. */
export type AccountId = Branded<'AccountId'>;

/** Says that an app's id was proven to belong to the caller; it proves nothing by itself. */
export const asAppId = (id: string): AppId => id as AppId;
/** Says that an account's id was proven to belong to the caller; it proves nothing by itself. */
export const asAccountId = (id: string): AccountId => id as AccountId;

const ID = /^[0-9a-f]{24}$/;

/** Whether a string has the form of a record id: 24 lower-case hex digits (openapi.yaml, parameter `page`). */
export const isId = (value: unknown): value is string => typeof value === 'string' && ID.test(value);

/**
 * Ids are 12 bytes: 32 bits of seconds, 10 of milliseconds, 14 of sequence, 40 of chance.
 * The first seven bytes are the *prefix*; ids compare as their prefixes do.
 */
const RANDOM_BYTES = 5;

/** The smallest prefix of a moment (milliseconds since 1970). */
export const idPrefixAt = (milliseconds: number): bigint =>
  (BigInt(Math.floor(milliseconds / 1000)) << 24n) | (BigInt(Math.floor(milliseconds % 1000)) << 14n);

/** Chance drawn in advance: a call for five bytes costs as much as one for hundreds. */
const chance = Buffer.alloc(RANDOM_BYTES * 256);
let used = chance.length;

/** The ten hex digits of chance that end an id. */
export function idSuffix(): string {
  if (used === chance.length) {
    randomFillSync(chance);
    used = 0;
  }
  return chance.toString('hex', used, (used += RANDOM_BYTES));
}

/** Makes ids by a clock (milliseconds since 1970): each greater than every one before from the same source, also when the clock steps back. */
export function idSource(clock: () => number): () => string {
  let last = 0n;
  return () => {
    const now = idPrefixAt(clock());
    last = now > last ? now : last + 1n;
    return last.toString(16).padStart(14, '0') + idSuffix();
  };
}

/** A new id, greater than every id this process made before. */
export const newId = idSource(wallClock);

/** When an id was made: milliseconds since 1970, to the second. */
export const idTime = (id: string): number => Number.parseInt(id.slice(0, 8), 16) * 1000;
