import type { SealingStep, Subject } from '@parley/crypto-at-rest';
import { asAppId } from '@parley/kernel';

interface PlainEvent {
  readonly place: string;
  readonly id: string;
  readonly type: string;
  readonly order_key: string;
  readonly payload: unknown;
}

/** A payload that quotes nothing was written by the version before, or holds nothing to seal; reached by its place (ctid). */
const stepFor = (table: 'outbox_events' | 'webhook_deliveries', id: string): SealingStep => ({
  until: 'NoPlainConversations1764000019100',
  of: 'app',
  seal: async (tx, keyring, tenant, limit) => {
    const appId = asAppId(tenant);
    const rows = await tx.query<PlainEvent & Record<string, unknown>>(
      `select ctid::text as place, ${id} as id, type, order_key, payload from ${table} where app_id = $1 and cell_references = '[]' and payload <> '{}' limit $2 for update`,
      [appId, limit],
    );
    for (const { place: ctid, id: row, type, order_key: orderKey, payload: value } of rows) {
      const subject: Subject = type.startsWith('user:') ? `user:${orderKey}` : `conversation:${orderKey}`;
      const place = { table, row, column: 'cells' };
      const cells = await keyring.sealOwn(tx, appId, subject, [{ place, value }]);
      await tx.query(`update ${table} set payload = '{}', cell_references = $2, cells = $3 where ctid = $1::tid`,
        [ctid, JSON.stringify([['', subject, place.table, place.row, place.column]]), cells]);
    }
    return rows.length;
  },
});

/** Seals whole payloads of events and deliveries that a version before sealing left waiting, under the key of what they tell of. */
export const SEAL_EVENTS: readonly SealingStep[] = [stepFor('outbox_events', 'id'), stepFor('webhook_deliveries', 'event_id')];
