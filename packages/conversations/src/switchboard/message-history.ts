import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import type { MessageRow, Quotation } from '../messages/message.draft.js';
import { quoteMessage } from '../messages/message.quotation.js';
import { LIST_MESSAGES } from '../messages/messages.queries.js';

const LAST = { name: 'switchboard-message-history', text: `${LIST_MESSAGES} order by m.id desc limit $3` };

/** The last messages of a conversation, oldest first, as an event quotes them; opened only when it is sent. The caller holds the conversation's lock. */
export async function quoteHistory(tx: Sql, appId: AppId, conversationId: string, count: number): Promise<Quotation> {
  const rows = await tx.query<MessageRow & Record<string, unknown>>(LAST, [appId, conversationId, count]);
  const quotations = rows.toReversed().map((row, index) => quoteMessage(conversationId, row, `messageHistory.${index}`));
  return {
    skeleton: { messageHistory: quotations.map(({ skeleton }) => skeleton) },
    references: quotations.flatMap(({ references }) => references),
    cells: quotations.flatMap(({ cells }) => cells),
  };
}
