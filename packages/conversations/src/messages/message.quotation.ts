import type { CellReference } from '@parley/crypto-at-rest';
import { timestamp } from '@parley/kernel';
import { nameOfUser } from '../users/user.row.js';
import type { MessageRow, Quotation } from './message.draft.js';
import { bodyOfMessage, suffixOf } from './message.seal.js';

/** A message as an event quotes it, at a path in that; opened only when it is sent. Its author's name goes first: it may show him under another. */
export function quoteMessage(conversationId: string, { id, received, author_type: type, author_user_id: userId, author_name: name, sealed_body: body }: MessageRow, at: string): Quotation {
  const text = bodyOfMessage(conversationId, suffixOf(id));
  const quoted: CellReference = [at, `conversation:${conversationId}`, text.table, text.row, text.column];
  const skeleton = { id, received: timestamp(received), author: { type, ...(userId !== null && { userId }) } };
  if (userId === null || !name) return { skeleton, references: [quoted], cells: [body] };
  const { table, row, column } = nameOfUser(userId);
  return { skeleton, references: [[`${at}.author`, `user:${userId}`, table, row, column], quoted], cells: [name, body] };
}
