import type { SealingStep } from '@parley/crypto-at-rest';
import { asAppId } from '@parley/kernel';
import { answerPlace } from '../sealed-answers.js';

interface PlainAnswer {
  readonly operation: string;
  readonly key_hash: Buffer;
  readonly answer: unknown;
}

const FIND = 'select operation, key_hash, answer from idempotent_answers where app_id = $1 and answer is not null limit $2 for update';

const WRITE = `
  update idempotent_answers set sealed_answer = $4, subjects = $5, answer = null where app_id = $1 and operation = $2 and key_hash = $3`;

/** Seals answers kept for `Idempotency-Key`, under the app's own key: whom they tell of is not written down, and they go within a day. */
export const SEAL_ANSWERS: SealingStep = {
  until: 'NoPlainConversations1764000019100',
  of: 'app',
  seal: async (tx, keyring, tenant, limit) => {
    const [appId, subject] = [asAppId(tenant), `app:${tenant}` as const];
    const rows = await tx.query<PlainAnswer & Record<string, unknown>>(FIND, [appId, limit]);
    for (const { operation, key_hash: keyHash, answer: value } of rows) {
      const [cell] = await keyring.sealOwn(tx, appId, subject, [{ place: answerPlace(operation, keyHash), value }]);
      await tx.query(WRITE, [appId, operation, keyHash, cell, [subject]]);
    }
    return rows.length;
  },
};
