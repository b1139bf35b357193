import { isId, type AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import type { ConversationRow } from '../conversations/conversation.row.js';
import type { UserRow } from '../users/user.row.js';
import type { OnChannel } from './channel-messages.js';
import { LOCK_CONCERNED } from './lock.queries.js';

/** Whom a message on a channel concerns; both are locked. */
export interface Concerned {
  readonly user: UserRow;
  readonly conversation: ConversationRow;
}

type Row = ConversationRow & Omit<UserRow, 'id' | 'sealed_details'> & { readonly user_id: string; readonly user_details: Buffer | null } & Record<string, unknown>;

/** Locks the user before the conversation, as everywhere; nothing where either is gone. */
export async function lockConcerned(tx: Sql, appId: AppId, { conversationId, clientId }: Omit<OnChannel, 'messageId'>): Promise<Concerned | undefined> {
  const [row] = isId(conversationId) ? await tx.query<Row>(LOCK_CONCERNED, [appId, conversationId, clientId]) : [];
  if (!row) return undefined;
  const { user_id: id, user_details: details, brand_id, authenticated, signed_up_at, to_be_retained, sealed_name, ...conversation } = row;
  return { conversation, user: { id, sealed_details: details, brand_id, authenticated, signed_up_at, to_be_retained, sealed_name } };
}
