import { newId, type AppId } from '@parley/kernel';
import { appendEvent } from '@parley/persistence';
import { createConversation, createMessages } from '@parley/testing';
import { bench } from './delivery-setup.js';

/** A conversation with messages, and the event of each as it waits in the outbox, which quotes what was said and how the users are called. */
export async function converse(appId: AppId, count: number, users: readonly string[] = []): Promise<{ id: string; messages: string[] }> {
  const { id } = await createConversation(bench.database, appId);
  const messages = Array.from({ length: count }, () => newId());
  await createMessages(bench.database, appId, id, messages);
  const names = await bench.database.query<{ id: string; sealed_name: Buffer | null }>('select id, sealed_name from users where id = any($1) order by array_position($1, id)', [users]);
  const quoted = names.map(({ id: user, sealed_name: name }, n): [string[], Buffer | null] => [[`users.${n}`, `user:${user}`, 'users', user, 'sealed_name'], name]);
  const rows = await bench.database.query<{ id: string; sealed_body: Buffer }>('select id, sealed_body from messages where conversation_id = $1 order by id', [id]);
  for (const [n, row] of rows.entries())
    await bench.db.app(appId).transaction((tx) => appendEvent(tx, {
      appId, type: 'conversation:message', orderKey: id, skeleton: { n, conversation: id, message: { id: row.id }, users: names.map(() => ({})) },
      references: [
        ...quoted.map(([reference]) => reference),
        ['conversation', `conversation:${id}`, 'conversations', id, 'sealed_metadata'], ['message', `conversation:${id}`, 'messages', `${id}/${row.id.slice(14)}`, 'sealed_body'],
      ],
      cells: [...quoted.map(([, cell]) => cell), null, row.sealed_body],
    }));
  return { id, messages };
}
