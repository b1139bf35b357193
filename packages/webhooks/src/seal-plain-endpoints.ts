import type { SealingStep } from '@parley/crypto-at-rest';
import { sealEndpoint, type Endpoint } from './webhooks/endpoint.js';

type PlainWebhook = Endpoint & { readonly app_id: string; readonly id: string };

const FIND = 'select app_id, id, target, secret from webhooks where app_id = $1 and sealed_endpoint is null limit $2 for update';

const WRITE = 'update webhooks set sealed_endpoint = $3, target = null, secret = null where app_id = $1 and id = $2';

/** Seals targets and secrets that versions before kept as they are. */
export const SEAL_ENDPOINTS: SealingStep = {
  until: 'NoPlainEndpoints1764000020100',
  of: 'app',
  seal: async (tx, keyring, tenant, limit) => {
    const rows = await tx.query<PlainWebhook & Record<string, unknown>>(FIND, [tenant, limit]);
    for (const row of rows) await tx.query(WRITE, [row.app_id, row.id, await sealEndpoint(tx, keyring, row, row)]);
    return rows.length;
  },
};
