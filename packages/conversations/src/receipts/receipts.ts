import type { InboundReceipt } from '@parley/contracts';
import type { Keyring } from '@parley/crypto-at-rest';
import { AppError, wallClock, type AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { appendConversationEvent } from '../conversations.events.js';
import { sourceOf, type ChannelIntegration } from '../inbound/channel.js';
import { userSkeleton } from '../users/user.mapper.js';
import { blockClient } from './block-client.js';
import { externalIndex, hasMore, openExternalIds, partsOf, type OnChannel } from './channel-messages.js';
import { DELIVERED, FAILED, FIND, READ_UP_TO, UNDERWAY } from './channel-messages.queries.js';
import { lockConcerned, type Concerned } from './lock.js';
import { tellDelivery } from './tell-delivery.js';

/** For how long a receipt waits for a message that is just being sent: later it is of one that others sent by the same account. */
const EARLY_MS = 15 * 60_000;

interface Received extends Concerned {
  readonly appId: AppId;
  readonly channel: ChannelIntegration;
  readonly on: OnChannel;
  readonly index: Buffer;
  readonly receipt: InboundReceipt;
}

/**
 * What a channel tells of a message that the business sent: conversation:message:delivery:user once all that it is there has arrived
 * (of a message whose parts are still going out, ChannelOutbound tells it when the last has gone), :failure at the first that has not,
 * and conversation:read. Doubled and late ones change nothing; who has read it has got it.
 * Raises service_unavailable for one that came before its part was written down: it is to be tried again.
 */
export async function applyReceipt(tx: Sql, keyring: Keyring, appId: AppId, channel: ChannelIntegration, receipt: InboundReceipt): Promise<void> {
  const index = await externalIndex(keyring, tx, appId, channel.integrationId, receipt.externalId);
  const [found] = await tx.query<{ conversation_id: string; message_id: string; client_id: string }>(FIND, [appId, channel.integrationId, index]);
  if (!found) return mayBeEarly(tx, appId, channel, receipt);
  const on = { conversationId: found.conversation_id, messageId: found.message_id, clientId: found.client_id };
  const concerned = await lockConcerned(tx, appId, on);
  if (!concerned) return;
  const received = { ...concerned, appId, channel, on, index, receipt };
  await noteDelivery(tx, keyring, received);
  if (receipt.kind === 'read') await noteRead(tx, received);
}

async function mayBeEarly(tx: Sql, appId: AppId, { integrationId }: ChannelIntegration, { at }: InboundReceipt): Promise<void> {
  if (wallClock() - at > EARLY_MS || (await tx.query(UNDERWAY, [appId, integrationId])).length === 0) return;
  throw new AppError('service_unavailable', 'The message of a receipt is not written down yet');
}

async function noteDelivery(tx: Sql, keyring: Keyring, { appId, channel, on, index, receipt: { kind, at, failure }, user, conversation }: Received): Promise<void> {
  const parts = await partsOf(tx, appId, channel, on);
  const mine = parts.find(({ external_index: other }) => other.equals(index));
  if (!mine || mine.delivered_at || parts.some(({ failed_at: failed }) => failed)) return;
  await tx.query(kind === 'failed' ? FAILED : DELIVERED, [appId, channel.integrationId, index, new Date(at)]);
  if (kind !== 'failed' && (parts.some((part) => part !== mine && !part.delivered_at) || (await hasMore(tx, appId, channel, on)))) return;
  const externalIds = await openExternalIds(tx, keyring, appId, channel, on.conversationId, parts);
  const told = { messageId: on.messageId, externalIds, isFinal: true };
  if (kind !== 'failed') return tellDelivery(tx, keyring, appId, channel, { user, conversation }, { ...told, state: 'user' });
  const { blocks, ...error } = failure ?? { code: 'unknown', message: 'The channel does not say why', blocks: false };
  await tellDelivery(tx, keyring, appId, channel, { user, conversation }, { ...told, state: 'failure', error });
  if (blocks) await blockClient(tx, appId, { user, conversation }, on.clientId);
}

async function noteRead(tx: Sql, { appId, channel, on, receipt: { at }, user, conversation }: Received): Promise<void> {
  const read = await tx.query(READ_UP_TO, [appId, on.conversationId, user.id, on.messageId, new Date(at)]);
  if (read.length === 0) return;
  const author = { type: 'user' as const, userId: user.id, user: userSkeleton(user) };
  await appendConversationEvent(tx, appId, 'conversation:read', conversation,
    { activity: { type: 'conversation:read', source: sourceOf(channel, at), author } }, [{ at: 'activity.author.user', row: user }]);
}
