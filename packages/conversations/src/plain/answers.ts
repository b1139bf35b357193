import { CryptoFault, type Keyring, type SealingStep, type Subject } from '@parley/crypto-at-rest';
import { asAppId, type AppId } from '@parley/kernel';
import type { SealedAnswer, Sql } from '@parley/persistence';
import { answerPlace, indexRequest, openAnswer, sealAnswer } from '../sealed-answers.js';

interface HashedAnswer {
  readonly operation: string;
  readonly key_hash: Buffer;
  readonly body_hash: Buffer;
  readonly subjects: Subject[];
}

const ROWS = 'from idempotent_answers where app_id = $1 and key_index is null';
const THIS = 'app_id = $1 and operation = $2 and key_hash = $3';

const FIND_PLAIN = `select operation, key_hash, body_hash, answer ${ROWS} and answer is not null limit $2 for update`;
const FIND_SEALED = `select operation, key_hash, body_hash, subjects, sealed_answer ${ROWS} limit $2 for update`;
const EMPTY = `update idempotent_answers set answer = null where ${THIS}`;
const WRITE = `update idempotent_answers set key_index = $4, body_index = $5, sealed_answer = $6, subjects = $7 where ${THIS}`;
const DELETE = `delete from idempotent_answers where ${THIS}`;

/** Keeps an answer for a request of which only hashes are known. */
async function write(tx: Sql, keyring: Keyring, appId: AppId, row: HashedAnswer, value: unknown): Promise<void> {
  const request = await indexRequest(keyring, tx, appId, { operation: row.operation, keyHash: row.key_hash, bodyHash: row.body_hash });
  const { sealed, subjects } = await sealAnswer(keyring, tx, appId, { place: answerPlace(row.operation, request.key), subjects: row.subjects, value });
  await tx.query(WRITE, [appId, row.operation, row.key_hash, request.key, request.body, sealed, subjects]);
}

/** Seals answers kept for `Idempotency-Key`, under the app's own key: whom they tell of is not written down, and they go within a day. */
export const SEAL_ANSWERS: SealingStep = {
  until: 'NoPlainConversations1764000019100',
  of: 'app',
  seal: async (tx, keyring, tenant, limit) => {
    const [appId, subject] = [asAppId(tenant), `app:${tenant}` as const];
    const rows = await tx.query<HashedAnswer & { answer: unknown } & Record<string, unknown>>(FIND_PLAIN, [appId, limit]);
    if (rows.length > 0) await keyring.sealOwn(tx, appId, subject, []); // makes the key
    for (const row of rows) {
      await write(tx, keyring, appId, { ...row, subjects: [subject] }, row.answer);
      await tx.query(EMPTY, [appId, row.operation, row.key_hash]);
    }
    return rows.length;
  },
};

/**
 * Has answers found by indexes that versions before found by plain hashes; each is sealed anew for that, because its row's
 * name changes. One that does not open is as if it had not been kept.
 */
export const INDEX_ANSWERS: SealingStep = {
  until: 'NoPlainEndpoints1764000020100',
  of: 'app',
  seal: async (tx, keyring, tenant, limit) => {
    const appId = asAppId(tenant);
    const rows = await tx.query<HashedAnswer & { sealed_answer: Buffer | null } & Record<string, unknown>>(FIND_SEALED, [appId, limit]);
    for (const row of rows) {
      const { operation, key_hash: keyHash, subjects, sealed_answer: sealed } = row;
      const opened = sealed && (await openOld(tx, keyring, appId, row, { sealed, subjects }));
      if (opened) await write(tx, keyring, appId, row, opened.value);
      else await tx.query(DELETE, [appId, operation, keyHash]);
    }
    return rows.length;
  },
};

async function openOld(
  tx: Sql, keyring: Keyring, appId: AppId, { operation, key_hash: keyHash }: HashedAnswer, answer: SealedAnswer,
): Promise<{ value: unknown } | undefined> {
  try {
    return { value: await openAnswer(keyring, tx, appId, answerPlace(operation, keyHash), answer) };
  } catch (fault) {
    if (fault instanceof CryptoFault) return undefined;
    throw fault;
  }
}
