import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import type { ConversationRow } from '../conversations/conversation.row.js';
import type { Part } from '../conversations/personal-conversation.js';
import { LOCK_PLACE } from './link-requests.queries.js';

type Found = ConversationRow & { readonly participant_id: string } & Record<string, unknown>;

/** Where a user's link leads: the conversation `named`, as long as it is a personal one of his, or else his default one, locked; nowhere where he has none. The caller holds his lock. */
export async function lockPlace(tx: Sql, appId: AppId, userId: string, named?: string): Promise<Part | undefined> {
  const [found] = await tx.query<Found>(LOCK_PLACE, [appId, userId, named ?? null]);
  if (!found) return undefined;
  const { participant_id: participantId, ...conversation } = found;
  return { conversation, participantId };
}
