import type { SealingStep } from '@parley/crypto-at-rest';
import { sealSecret, type KeyOfSomebody } from './key-secret.js';

const WRITE = 'update api_keys set sealed_secret = $2, secret = null where id = $1';

/** The plain secrets of an app's keys, or of an account's own. */
const stepFor = (of: SealingStep['of'], whose: string): SealingStep => ({
  until: 'NoPlainKeySecrets1764000019000',
  of,
  seal: async (tx, keyring, tenant, limit) => {
    const rows = await tx.query<KeyOfSomebody & { secret: string }>(
      `select id, account_id, app_id, secret from api_keys where ${whose} and sealed_secret is null limit $2 for update`, [tenant, limit]);
    for (const row of rows) await tx.query(WRITE, [row.id, await sealSecret(tx, keyring, row, row.secret)]);
    return rows.length;
  },
});

/** Seals secrets that versions before sealing kept as they are. */
export const SEAL_KEY_SECRETS: readonly SealingStep[] = [stepFor('account', 'account_id = $1 and app_id is null'), stepFor('app', 'app_id = $1')];
