import { newId, type AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { oneConversationOnly } from '../conversations.errors.js';
import { MULTI_CONVO_ENABLED } from '../conversations/conversations.queries.js';
import type { ParticipantRow } from './participant.mapper.js';
import { ANY_TAKES_PART, ENSURE_SDK_CLIENTS, INSERT_PARTICIPANTS } from './participants.queries.js';

/** A user, locked by the caller, who becomes a participant. */
export interface Member {
  readonly userId: string;
  readonly subscribed: boolean;
}

/** Raises forbidden when one of the users is part of a conversation and the app allows him only one. */
export async function checkMayTakePart(tx: Sql, appId: AppId, userIds: readonly string[]): Promise<void> {
  const [already] = await tx.query<{ any: boolean }>(ANY_TAKES_PART, [appId, userIds]);
  if (!already?.any) return;
  const [app] = await tx.query<{ enabled: boolean }>(MULTI_CONVO_ENABLED, [appId]);
  if (!app?.enabled) throw oneConversationOnly();
}

/** Adds participants, and an sdk client to those who are to be subscribed and have none. */
export async function addMembers(tx: Sql, appId: AppId, conversationId: string, members: readonly Member[]): Promise<ParticipantRow[]> {
  const subscribed = members.filter((member) => member.subscribed).map(({ userId }) => userId);
  if (subscribed.length > 0) await tx.query(ENSURE_SDK_CLIENTS, [appId, subscribed, subscribed.map(() => newId())]);
  return tx.query<ParticipantRow & Record<string, unknown>>(INSERT_PARTICIPANTS, [
    appId, conversationId, members.map(() => newId()), members.map(({ userId }) => userId), members.map((member) => member.subscribed),
  ]);
}
