import type { CellReference } from '@parley/crypto-at-rest';
import { timestamp, type AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import type { MessageRow } from '../messages/message.draft.js';
import { bodyOfMessage, suffixOf } from '../messages/message.seal.js';
import { LIST_MESSAGES } from '../messages/messages.queries.js';
import { nameOfUser } from '../users/user.row.js';

const LAST = { name: 'switchboard-message-history', text: `${LIST_MESSAGES} order by m.id desc limit $3` };

/** A part of an event: its skeleton, and what it quotes. */
export interface Quotation {
  readonly skeleton: object;
  readonly references: readonly CellReference[];
  readonly cells: readonly (Buffer | null)[];
}

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

/** His name goes first: the message may show him under another. */
function quoteMessage(conversationId: string, { id, received, author_type: type, author_user_id: userId, author_name: name, sealed_body: body }: MessageRow, at: string): Quotation {
  const text = bodyOfMessage(conversationId, suffixOf(id));
  const quoted: CellReference = [at, `conversation:${conversationId}`, text.table, text.row, text.column];
  const skeleton = { id, received: timestamp(received), author: { type, ...(userId !== null && { userId }) } };
  if (userId === null || !name) return { skeleton, references: [quoted], cells: [body] };
  const { table, row, column } = nameOfUser(userId);
  return { skeleton, references: [[`${at}.author`, `user:${userId}`, table, row, column], quoted], cells: [name, body] };
}
