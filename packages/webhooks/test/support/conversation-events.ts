import { newId, type AppId } from '@parley/kernel';
import { appendEvent } from '@parley/persistence';
import { createConversation, createMessages } from '@parley/testing';
import { bench } from './delivery-setup.js';

/** A conversation with messages, and the event of each as it waits in the outbox, which quotes what was said. */
export async function converse(appId: AppId, count: number): Promise<{ id: string; messages: string[] }> {
  const { id } = await createConversation(bench.database, appId);
  const messages = Array.from({ length: count }, () => newId());
  await createMessages(bench.database, appId, id, messages);
  const rows = await bench.database.query<{ id: string; sealed_body: Buffer }>('select id, sealed_body from messages where conversation_id = $1 order by id', [id]);
  for (const [n, row] of rows.entries())
    await bench.db.app(appId).transaction((tx) => appendEvent(tx, {
      appId, type: 'conversation:message', orderKey: id, skeleton: { n, conversation: id, message: { id: row.id } },
      references: [['conversation', `conversation:${id}`, 'conversations', id, 'sealed_metadata'], ['message', `conversation:${id}`, 'messages', `${id}/${row.id.slice(14)}`, 'sealed_body']], cells: [null, row.sealed_body],
    }));
  return { id, messages };
}
