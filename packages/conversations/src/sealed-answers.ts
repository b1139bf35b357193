import type { Keyring, Place, Subject } from '@parley/crypto-at-rest';
import type { AppId, RequestContext } from '@parley/kernel';
import type { AnswerSeal, Sql } from '@parley/persistence';

/**
 * Seals the answers kept for `Idempotency-Key` under the keys of all who they tell of, one around the other: once one
 * of these keys is destroyed, the answer opens no more.
 */
export function sealedAnswers<Answer>(keyring: Keyring, ctx: RequestContext, subjectsOf: (answer: Answer) => readonly Subject[]): AnswerSeal<Answer> {
  // Without a key nothing is kept.
  const place = answerPlace(ctx.idempotency?.operation ?? '', ctx.idempotency?.keyHash ?? Buffer.of());
  const sealIn = async (sql: Sql, appId: AppId, subject: Subject, value: unknown): Promise<Buffer> => {
    const [cell] = await keyring.seal(sql, { tenant: appId, subject }, [{ place, value }]);
    if (!cell) throw new Error('An answer was sealed and there is no cell');
    return cell;
  };
  return {
    async seal(tx, answer) {
      const subjects = subjectsOf(answer);
      let value: unknown = answer;
      for (const subject of subjects) value = (await sealIn(tx, ctx.appId, subject, value)).toString('base64');
      return { sealed: Buffer.from(value as string, 'base64'), subjects };
    },
    async open(sql, { sealed, subjects }) {
      let value: unknown = sealed.toString('base64');
      for (const subject of subjects.toReversed())
        value = await keyring.openOne(sql, { tenant: ctx.appId, subject: subject as Subject, place, cell: Buffer.from(value as string, 'base64') });
      return value as Answer;
    },
  };
}

/** Where a kept answer belongs. */
export const answerPlace = (operation: string, keyHash: Buffer): Place =>
  ({ table: 'idempotent_answers', row: `${operation}/${keyHash.toString('hex')}`, column: 'sealed_answer' });
