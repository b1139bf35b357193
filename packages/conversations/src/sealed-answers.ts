import { CryptoFault, openJointly, sealJointly, type Keyring, type Place, type Subject } from '@parley/crypto-at-rest';
import type { AppId, Idempotency, RequestContext } from '@parley/kernel';
import type { AnswerSeal, RequestIndex, SealedAnswer, Sql } from '@parley/persistence';

/**
 * Seals the answers kept for `Idempotency-Key` under the keys of all who they tell of, one around the other: once one
 * of these keys is destroyed, the answer opens no more.
 */
export function sealedAnswers<Answer>(keyring: Keyring, ctx: RequestContext, subjectsOf: (answer: Answer) => readonly Subject[]): AnswerSeal<Answer> {
  const { appId, idempotency } = ctx;
  // Without a key nothing is kept.
  const place = ({ key }: RequestIndex): Place => answerPlace(idempotency?.operation ?? '', key);
  return {
    index: (sql, request) => indexRequest(keyring, sql, appId, request),
    seal: (tx, request, answer) => sealAnswer(keyring, tx, appId, { place: place(request), subjects: subjectsOf(answer), value: answer }),
    open: async (sql, request, answer) => (await openAnswer(keyring, sql, appId, place(request), answer)) as Answer,
  };
}

/**
 * What a request is known by. Of a request that the database keeps only hashes of too: a caller's keys and bodies may be
 * guessable. Neither index is equal to one of another operation, nor the body's to one under another key.
 */
export async function indexRequest(keyring: Keyring, sql: Sql, appId: AppId, { operation, keyHash, bodyHash }: Idempotency): Promise<RequestIndex> {
  const name = `${operation} ${keyHash.toString('hex')}`;
  return {
    key: await keyring.index(sql, appId, 'idempotency_key', name),
    body: await keyring.index(sql, appId, 'idempotency_body', `${name} ${bodyHash.toString('hex')}`),
  };
}

/** Seals what is kept for a request, under the keys of all the subjects. Raises CryptoFault `key_missing`, `service_unavailable`. */
export async function sealAnswer(
  keyring: Keyring, tx: Sql, appId: AppId, { place, subjects, value }: { readonly place: Place; readonly subjects: readonly Subject[]; readonly value: unknown },
): Promise<SealedAnswer> {
  return { sealed: await sealJointly(subjects, { place, value }, (subject, items) => keyring.seal(tx, { tenant: appId, subject }, items)), subjects };
}

/** Opens what is kept for a request, or raises CryptoFault. */
export async function openAnswer(keyring: Keyring, sql: Sql, appId: AppId, place: Place, { sealed, subjects }: SealedAnswer): Promise<unknown> {
  const [opened] = await openJointly(keyring, sql, [{ tenant: appId, place, subjects: subjects as Subject[], cell: sealed }]);
  if (!opened?.ok) throw opened?.fault ?? new CryptoFault('key_missing');
  return opened.value;
}

/** Where a kept answer belongs: to the row of what its request is found by. */
export const answerPlace = (operation: string, key: Buffer): Place =>
  ({ table: 'idempotent_answers', row: `${operation}/${key.toString('hex')}`, column: 'sealed_answer' });
