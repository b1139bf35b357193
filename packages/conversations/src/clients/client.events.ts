import type { Client, Source } from '@parley/contracts';
import type { CellReference } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import { appendEvent, type Sql } from '@parley/persistence';
import { quotedDetails, quotedMetadata } from '../conversations.events.js';
import type { ConversationTruncated } from '../conversations/conversation.js';
import { conversationSkeleton } from '../conversations/conversation.mapper.js';
import type { ConversationRow } from '../conversations/conversation.row.js';
import { userSkeleton } from '../users/user.mapper.js';
import type { UserRow } from '../users/user.row.js';
import { clientSkeleton, quotedClient } from './client.mapper.js';
import type { ClientRow } from './client.row.js';

/** What the events of clients can say; openapi.yaml knows more reasons, whose causes are in channels and SDKs. */
interface ClientEvents {
  'client:add': { readonly reason: 'channelLinking'; readonly source: Source };
  'client:update': { readonly reason: 'confirmed' | 'blocked' | 'unblocked' | 'matched' };
  'client:remove': { readonly reason: 'api' | 'linkFailed' | 'theft'; readonly error?: { readonly code: string; readonly message: string }; readonly source: Source };
}

/** Whom and what such an event tells of. */
export interface ClientAndUser {
  readonly user: UserRow;
  /** A row, whose details are quoted; a client that is pending has none yet. */
  readonly client: ClientRow | Client;
  readonly conversation?: ConversationRow;
}

/** Adds an event of a client. The caller holds the user's lock, by whom they are ordered: some have no conversation. */
export function appendClientEvent<Type extends keyof ClientEvents>(
  tx: Sql, appId: AppId, type: Type, { user, client, conversation }: ClientAndUser, payload: ClientEvents[Type],
): Promise<void> {
  const isRow = 'user_id' in client;
  const quoted: (readonly [CellReference, Buffer | null])[] = [
    quotedDetails({ at: 'user', row: user }), ...(isRow ? [quotedClient('client', client)] : []), ...(conversation ? [quotedMetadata(conversation)] : []),
  ];
  return appendEvent(tx, {
    appId, type, orderKey: user.id,
    skeleton: { ...(conversation && { conversation: shown(conversation) }), user: userSkeleton(user), client: isRow ? clientSkeleton(client) : client, ...payload },
    references: quoted.map(([reference]) => reference), cells: quoted.map(([, cell]) => cell),
  });
}

const shown = (conversation: ConversationRow): ConversationTruncated => ({ ...conversationSkeleton(conversation), ...conversation.control });
