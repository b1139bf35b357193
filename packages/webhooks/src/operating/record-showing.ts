import { recordAct, type Actor } from '@parley/audit-log';
import { asAccountId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import type { ProvenWebhook } from './replay.js';

/** Whose webhook it is. */
const ACCOUNT = 'select account_id from apps where id = $1';

/**
 * Puts on the record that answers of a webhook's log, which may repeat what customers wrote, are about to be shown to somebody
 * who is not of its account. In a transaction in the app's scope. Raises audit_unavailable: nothing may then be shown.
 */
export async function recordShowing(tx: Sql, { appId, id }: ProvenWebhook, shown: { readonly eventId?: string; readonly answers: number }, by: Actor): Promise<void> {
  const [app] = await tx.query<{ account_id: string }>(ACCOUNT, [appId]);
  const { eventId, answers } = shown;
  await recordAct(tx, { ...by, appId, ...(app && { accountId: asAccountId(app.account_id) }) }, {
    action: 'webhook:show', target: { type: 'webhook', id }, details: { answers, ...(eventId !== undefined && { eventId }) },
  });
}
