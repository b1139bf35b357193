import type { Keyring } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { appendDeliveryEvent } from '../conversations.events.js';
import type { ChannelIntegration } from '../inbound/channel.js';
import { sealedFields } from '../sealed-fields.js';
import { sealExternalIds } from './channel-messages.js';
import type { Concerned } from './lock.js';

/** What is told of a message on its way. */
export interface Told {
  readonly state: 'channel' | 'user' | 'failure';
  readonly messageId: string;
  readonly externalIds: readonly string[];
  readonly isFinal: boolean;
  readonly error?: { readonly code: string; readonly message: string };
}

/**
 * Tells what became of a message on its channel (openapi.yaml, conversationMessageDeliveryPayload); the vendor's ids are sealed, and with
 * `keptOf`, the client that got it, kept to know the message by. The caller holds the conversation's lock.
 */
export async function tellDelivery(
  tx: Sql, keyring: Keyring, appId: AppId, channel: ChannelIntegration, { user, conversation }: Concerned, { state, messageId, externalIds, isFinal, error }: Told, keptOf?: { readonly clientId: string },
): Promise<void> {
  const { type, integrationId } = channel;
  const isCalled = externalIds.length > 0;
  const sealed = isCalled ? [await sealedFields(tx, keyring, appId, conversation.id, { externalMessages: externalIds.map((id) => ({ id })) })] : [];
  const payload = { message: { id: messageId }, destination: { type, integrationId }, isFinalEvent: isFinal, ...(error && { error }) };
  const kept = keptOf && isCalled && { messageId, clientId: keptOf.clientId, hasFailed: state === 'failure', called: await sealExternalIds(tx, keyring, appId, channel, conversation.id, externalIds) };
  await appendDeliveryEvent(tx, appId, `conversation:message:delivery:${state}`, conversation, user, payload, sealed, kept || undefined);
}
