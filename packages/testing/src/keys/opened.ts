import { openDocuments, type CellReference } from '@parley/crypto-at-rest';
import { asAppId } from '@parley/kernel';
import type { TestDatabase } from '../database/test-database.js';
import { sqlOf } from '../database/sql-of.js';
import { testKeyring } from './test-keyring.js';

interface StoredEvent {
  readonly type: string;
  readonly order_key: string;
  readonly payload: object;
  readonly cell_references: CellReference[];
  readonly cells: (Buffer | null)[];
}

/** The events of an app that wait in the outbox, opened, in the order of their positions. */
export async function outboxEvents(
  database: Pick<TestDatabase, 'query'>, appId: string, type?: string, keyring = testKeyring(),
): Promise<{ type: string; order_key: string; payload: unknown }[]> {
  const rows = await database.query<StoredEvent & Record<string, unknown>>(
    'select type, order_key, payload, cell_references, cells from outbox_events where app_id = $1 and ($2::text is null or type = $2) order by position',
    [appId, type ?? null],
  );
  const documents = rows.map(({ payload, cell_references: references, cells }) => ({ tenant: asAppId(appId), skeleton: payload, references, cells }));
  const opened = await openDocuments(keyring, sqlOf(database), documents);
  return rows.map(({ type: eventType, order_key: orderKey }, index) => ({ type: eventType, order_key: orderKey, payload: documentOf(opened[index]) }));
}

/** The bodies of a conversation's messages, opened, in the order of their ordinals. */
export async function messageBodies(database: Pick<TestDatabase, 'query'>, appId: string, conversationId: string): Promise<unknown[]> {
  const rows = await database.query<{ id: string; sealed_body: Buffer }>(
    'select id, sealed_body from messages where app_id = $1 and conversation_id = $2 order by ordinal', [appId, conversationId]);
  const opened = await testKeyring().open(sqlOf(database), rows.map(({ id, sealed_body: cell }) => ({
    tenant: asAppId(appId), subject: `conversation:${conversationId}`, cell, place: { table: 'messages', row: `${conversationId}/${id.slice(-10)}`, column: 'sealed_body' },
  })));
  return opened.map((each) => {
    if (!each.ok) throw each.fault;
    return each.value;
  });
}

function documentOf(opened: Awaited<ReturnType<typeof openDocuments>>[number] | undefined): unknown {
  if (!opened?.ok) throw opened?.fault ?? new Error('A document was not opened');
  return opened.document;
}
