import { PARLEY, recordAct, type Actor } from '@parley/audit-log';
import { asAccountId, asAppId } from '@parley/kernel';
import type { ScopedSql, Sql } from '@parley/persistence';
import type { LaneKey } from './delivery.js';

/** Which webhook. */
export type WebhookKey = Pick<LaneKey, 'appId' | 'webhookId'>;

interface Row {
  readonly app_id: string;
  readonly webhook_id: string;
  readonly account_id: string | null;
  readonly since: Date;
}

const ACCOUNT = '(select a.account_id from apps a where a.id = f.app_id) as account_id';

/** $1 seconds from the first failure to the last, $2 seconds to the first probe, $3 how many. */
const PAUSE = `
  update failing_webhooks f set paused_at = now(), probe_at = now() + make_interval(secs => $2::float8)
  where ctid = any(array(
    select p.ctid from failing_webhooks p
    where p.paused_at is null and p.failed_at - p.since >= make_interval(secs => $1::float8)
      and exists (select from webhooks w where w.app_id = p.app_id and w.id = p.webhook_id)
    order by p.app_id, p.webhook_id limit $3 for update skip locked))
  returning f.app_id, f.webhook_id, f.since, ${ACCOUNT}`;

const RESUME = `
  delete from failing_webhooks f where f.app_id = $1 and f.webhook_id = $2 and f.paused_at is not null
  returning f.app_id, f.webhook_id, f.since, ${ACCOUNT}`;

/** Webhooks of one transaction. */
const MOST = 20;

/**
 * Pauses webhooks at which nothing has succeeded and something has failed for `pauseSeconds` and longer, some at a time; answers
 * which. Each is on the record. They are probed from `probeSeconds` on.
 */
export const pauseFailing = (db: ScopedSql, pauseSeconds: number, probeSeconds: number): Promise<WebhookKey[]> =>
  db.transaction(async (tx) => {
    const rows = await tx.query<Row & Record<string, unknown>>(PAUSE, [pauseSeconds, probeSeconds, MOST]);
    for (const row of rows) await onRecord(tx, row, PARLEY, 'webhook:pause');
    return rows.map(({ app_id: appId, webhook_id: webhookId }) => ({ appId, webhookId }));
  });

/** Takes a webhook out of its pause, on the record of `by`; answers false when it is not paused. In the caller's transaction. */
export async function resumeWebhook(tx: Sql, { appId, webhookId }: WebhookKey, by: Actor = PARLEY): Promise<boolean> {
  const [row] = await tx.query<Row & Record<string, unknown>>(RESUME, [appId, webhookId]);
  if (row) await onRecord(tx, row, by, 'webhook:resume');
  return row !== undefined;
}

const onRecord = (tx: Sql, row: Row, by: Actor, action: 'webhook:pause' | 'webhook:resume'): Promise<string> =>
  recordAct(tx, { ...by, appId: asAppId(row.app_id), ...(row.account_id !== null && { accountId: asAccountId(row.account_id) }) }, {
    action, target: { type: 'webhook', id: row.webhook_id }, details: { failingSince: row.since.toISOString() },
  });
