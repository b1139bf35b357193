import type { InboundThread } from '@parley/contracts';
import type { Keyring } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { externalIndex } from '../receipts/channel-messages.js';
import type { ChannelIntegration } from './channel.js';

/**
 * By what a person's message says that it belongs to a conversation, as TALK_WHERE_NAMED takes it: the one that it names, and the
 * messages which it answers. Nothing where it says nothing.
 */
export async function namesOf(
  tx: Sql, keyring: Keyring, appId: AppId, { integrationId }: ChannelIntegration, { conversationId, answers }: InboundThread,
): Promise<readonly [string | null, readonly Buffer[]] | undefined> {
  if (conversationId === undefined && answers.length === 0) return undefined;
  return [conversationId ?? null, await Promise.all(answers.map((id) => externalIndex(keyring, tx, appId, integrationId, id)))];
}
