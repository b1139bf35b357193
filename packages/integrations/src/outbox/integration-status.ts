import { PARLEY, recordAct } from '@parley/audit-log';
import { asAccountId, type AppId } from '@parley/kernel';
import type { ScopedSql } from '@parley/persistence';
import { SET_STATUS } from './outbox.queries.js';

/** Notes that an integration's vendor lets it in no more (`error`), or again (`active`), on the record; does nothing where that is known. */
export const noteStatus = (sql: ScopedSql, appId: AppId, integrationId: string, status: 'active' | 'error', code: string): Promise<void> =>
  sql.transaction(async (tx) => {
    const [row] = await tx.query<{ account_id: string | null }>(SET_STATUS, [appId, integrationId, status]);
    if (!row) return;
    await recordAct(tx, { ...PARLEY, appId, ...(row.account_id !== null && { accountId: asAccountId(row.account_id) }) },
      { action: 'integration:update', target: { type: 'integration', id: integrationId }, details: { fields: ['status'], status, code } });
  });
