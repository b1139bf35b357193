import type { Keyring } from '@parley/crypto-at-rest';
import { newId, type AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import type { QuotedCell } from './conversations.events.js';
import { ownerOfConversation } from './conversations/conversation.mapper.js';

/** Fields of an event's payload that no row holds, sealed under the conversation's key. */
export async function sealedFields(tx: Sql, keyring: Keyring, appId: AppId, conversationId: string, fields: object): Promise<QuotedCell> {
  const place = { table: 'outbox_events', row: newId(), column: 'cells' };
  const [cell = null] = await keyring.seal(tx, ownerOfConversation(appId, conversationId), [{ place, value: fields }]);
  return [['', `conversation:${conversationId}`, place.table, place.row, place.column], cell];
}
