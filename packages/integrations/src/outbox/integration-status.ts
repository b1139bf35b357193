import { PARLEY, recordAct } from '@parley/audit-log';
import { asAccountId, type AppId } from '@parley/kernel';
import type { ScopedSql } from '@parley/persistence';
import { SET_STATUS } from './outbox.queries.js';

/** What was found out of an integration: with which settings, and the vendor's code. */
export interface Found {
  readonly integrationId: string;
  readonly sealedSettings: Buffer | null;
  readonly status: 'active' | 'error';
  readonly code: string;
}

/**
 * Notes that an integration's vendor lets it in no more (`error`), or again (`active`), on the record; does nothing where that is known,
 * or where the credentials have been replaced meanwhile.
 */
export const noteStatus = (sql: ScopedSql, appId: AppId, { integrationId, sealedSettings, status, code }: Found): Promise<void> =>
  sql.transaction(async (tx) => {
    const [row] = await tx.query<{ account_id: string | null }>(SET_STATUS, [appId, integrationId, status, sealedSettings]);
    if (!row) return;
    await recordAct(tx, { ...PARLEY, appId, ...(row.account_id !== null && { accountId: asAccountId(row.account_id) }) },
      { action: 'integration:update', target: { type: 'integration', id: integrationId }, details: { fields: ['status'], status, code } });
  });
