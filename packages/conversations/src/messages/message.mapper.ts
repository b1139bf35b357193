import type { Message } from '@parley/contracts';
import type { CryptoFault, Keyring, Opened, SealedItem } from '@parley/crypto-at-rest';
import { timestamp, type AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { ownerOfConversation } from '../conversations/conversation.mapper.js';
import { owner } from '../users/user.mapper.js';
import { nameOfUser, type UserName } from '../users/user.row.js';
import type { MessageRow, ShownBody } from './message.draft.js';
import type { Posted } from './message.posting.js';
import { bodyOfMessage, suffixOf } from './message.seal.js';

/** A row without its body. */
type AuthoredRow = Omit<MessageRow, 'sealed_body'>;

/** One conversation's messages as the API shows them, each on its own: the message, or why it cannot be read. Raises `service_unavailable`. */
export async function openMessages(keyring: Keyring, sql: Sql, appId: AppId, conversationId: string, rows: readonly MessageRow[]): Promise<(Message | CryptoFault)[]> {
  const names = rows.flatMap((row) => nameItem(appId, row) ?? []);
  const bodies = rows.map((row) => bodyItem(appId, conversationId, row));
  const opened = await keyring.open(sql, [...bodies, ...names]);
  let next = rows.length;
  return rows.map((row, index) => {
    const name = nameItem(appId, row) ? opened[next++] : undefined;
    return opened[index]?.ok === false ? opened[index].fault : toMessage(row, opened[index]?.value as ShownBody, nameFrom(name));
  });
}

/** A message that was posted just now. A name that cannot be read is left out: the message is posted. */
export async function openPosted(keyring: Keyring, sql: Sql, appId: AppId, posted: Posted, body: ShownBody): Promise<Message> {
  const { id, received, author_id: userId = null, author_name: cell = null } = posted;
  const row = { id, received, author_type: userId === null ? 'business' as const : 'user' as const, author_user_id: userId, author_name: cell };
  const item = body.author.displayName === undefined ? nameItem(appId, row) : undefined;
  const [name] = item ? await keyring.open(sql, [item]) : [];
  return toMessage(row, body, nameFrom(name));
}

const bodyItem = (appId: AppId, conversationId: string, { id, sealed_body: cell }: MessageRow): SealedItem =>
  ({ ...ownerOfConversation(appId, conversationId), place: bodyOfMessage(conversationId, suffixOf(id)), cell });

const nameItem = (appId: AppId, { author_user_id: userId, author_name: cell }: AuthoredRow): SealedItem | undefined =>
  userId !== null && cell ? { ...owner(appId, userId), place: nameOfUser(userId), cell } : undefined;

/** Somebody who was erased has no name any more. */
const nameFrom = (opened: Opened | undefined): Partial<UserName> => (opened?.ok ? (opened.value as UserName) : {});

/** As the API shows one (openapi.yaml, schema `message`). Names what it shows, so that nothing else is shown. */
function toMessage({ id, received, author_type: type, author_user_id: userId }: AuthoredRow, { author, content, source, quotedMessage, metadata }: ShownBody, name: Partial<UserName>): Message {
  return {
    id,
    received: timestamp(received),
    author: { type, ...(userId && { userId }), ...name, ...author },
    content,
    source,
    ...(quotedMessage && { quotedMessage }),
    ...(metadata && { metadata }),
  };
}
