import { sealJointly, type Item, type Keyring } from '@parley/crypto-at-rest';
import { asAppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { errorOf, type Attempt } from './attempt.js';
import type { Delivery, LaneKey } from './delivery.js';

/** An attempt and what it was made for. */
export interface Made {
  readonly lane: LaneKey;
  readonly delivery: Delivery;
  readonly attempt: Attempt;
}

/** Where the beginning of an answer is sealed. */
export const answerPlace = (id: string): Item['place'] => ({ table: 'webhook_attempts', row: id, column: 'sealed_answer' });

/** The same, to be written. */
export type Sealed<Some extends Made> = Some & { readonly answerCell: Buffer | null };

/**
 * Seals what was answered under the keys by which the event was just opened, one around the other: it goes with each of them. An
 * answer of which a key is gone, or cannot be had, is not kept: no delivery waits for the log.
 */
export const sealAnswers = <Some extends Made>(keyring: Keyring, sql: Sql, made: readonly Some[]): Promise<Sealed<Some>[]> =>
  Promise.all(made.map(async (one) => ({ ...one, answerCell: await sealAnswer(keyring, sql, one) })));

/** The columns of attempts as the statements take them, one array each (attempts.queries.ts); further subjects as words of one text, since arrays have no arrays. */
export function attemptColumns(made: readonly Sealed<Made>[]): unknown[] {
  const column = (value: (one: Sealed<Made>) => unknown): unknown[] => made.map(value);
  return [
    column(({ attempt }) => attempt.id),
    column(({ attempt }) => attempt.number),
    column(({ attempt }) => attempt.at),
    column(({ attempt }) => Math.round(attempt.milliseconds)),
    column(({ attempt }) => attempt.outcome.status ?? null),
    column(({ attempt }) => errorOf(attempt.outcome) ?? null),
    column(({ delivery: { parties } }) => parties[0]?.subject),
    column(({ delivery: { parties }, answerCell }) => answerCell && parties.slice(1).map(({ subject }) => subject).join(' ')),
    column(({ answerCell }) => answerCell),
  ];
}

async function sealAnswer(keyring: Keyring, sql: Sql, { lane, delivery: { parties }, attempt: { id, answer } }: Made): Promise<Buffer | null> {
  if (!answer) return null;
  const tenant = asAppId(lane.appId);
  try {
    return await sealJointly(parties, { place: answerPlace(id), value: answer }, ({ subject, keyId }, items) =>
      subject.startsWith('app:') ? keyring.sealOwn(sql, tenant, subject, items) : keyring.sealBy(sql, { tenant, subject, keyId }, items));
  } catch {
    return null;
  }
}
