import { Injectable } from '@nestjs/common';
import { MessageAttachments } from '@parley/attachments';
import type { Content } from '@parley/contracts';
import { CryptoFault, Keyring } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import { Database, type Sql } from '@parley/persistence';
import { namesOfClient } from '../clients/client.address.js';
import { openDetails } from '../clients/client.mapper.js';
import type { ClientRow } from '../clients/client.row.js';
import { ownerOfConversation } from '../conversations/conversation.mapper.js';
import type { ChannelIntegration } from '../inbound/channel.js';
import type { MessageRow } from '../messages/message.draft.js';
import { openMessages } from '../messages/message.mapper.js';
import { channelOfMessage, suffixOf } from '../messages/message.seal.js';
import { blockClient } from '../receipts/block-client.js';
import { keepExternalIds, partsOf, type Part } from '../receipts/channel-messages.js';
import { lockConcerned } from '../receipts/lock.js';
import { tellDelivery } from '../receipts/tell-delivery.js';
import { FIND_OUTGOING } from './outbound.queries.js';
import { lastHeard, type OutgoingThread } from './outgoing-thread.js';

/** A message in a channel's queue, by names. */
export interface Queued {
  readonly conversationId: string;
  readonly messageId: string;
  readonly clientId: string;
}

/** What a channel is to say, and to whom. */
export interface Outgoing {
  /** Who gets it, as the channel knows him. */
  readonly recipient: string;
  /** The channel's own id of him, where it has one, and may tell of him by it alone. */
  readonly userId?: string;
  /** Whether he wants to hear no more. */
  readonly blocked: boolean;
  readonly message: {
    readonly id: string;
    /** Its files are at URLs that hold for some time. */
    readonly content: Content;
    readonly metadata?: Readonly<Record<string, string | number | boolean>>;
    readonly override?: Readonly<Record<string, unknown>>;
    /** What he said last on the channel. */
    readonly thread?: OutgoingThread;
  };
}

/** What a channel wants to know of a message beside what it says. */
export interface Wanted {
  readonly thread: boolean;
}

/** What came of it on the channel. */
export interface Carried {
  readonly externalIds: readonly string[];
  /** Whether nothing more will be told of it. */
  readonly isFinal: boolean;
}

/** Why it did not get there. */
export interface Undelivered {
  readonly code: string;
  readonly message: string;
  /** The vendor's ids of the parts that did get there. */
  readonly externalIds: readonly string[];
  /** Whether he has blocked the business. */
  readonly blocks: boolean;
}

type Row<Of> = Of & Record<string, unknown>;

const hasFailed = (parts: readonly Part[]): boolean => parts.some(({ failed_at: failed }) => failed);
type Found = MessageRow & Omit<ClientRow, 'id'> & { readonly sealed_channel: Buffer | null };

/** What the business says on a channel, and what is told of its way there. */
@Injectable()
export class ChannelOutbound {
  constructor(
    private readonly db: Database,
    private readonly keyring: Keyring,
    private readonly attachments: MessageAttachments,
  ) {}

  /** What is to be sent; nothing where the message or who was to get it is gone or cannot be read any more. Raises `service_unavailable`. */
  async open(appId: AppId, { conversationId, messageId, clientId }: Queued, wanted?: Wanted): Promise<Outgoing | undefined> {
    const sql = this.db.app(appId);
    const [row] = await sql.query<Row<Found>>(FIND_OUTGOING, [appId, conversationId, messageId, clientId]);
    if (!row) return undefined;
    const [[message], details] = [await openMessages(this.keyring, sql, appId, conversationId, [row]), await openDetails(this.keyring, sql, appId, [{ ...row, id: clientId }])];
    const names = namesOfClient(details.get(clientId) ?? {});
    if (!message || message instanceof CryptoFault || !message.content || !names) return undefined;
    const { content = message.content } = await this.attachments.show(sql, appId, message);
    const override = await this.overrideFor(row, appId, conversationId);
    const thread = wanted?.thread ? await this.threadOf(appId, row, { conversationId, clientId }) : undefined;
    return {
      recipient: names.externalId, ...(names.userId !== undefined && { userId: names.userId }), blocked: row.status === 'blocked',
      message: { id: messageId, content, ...(message.metadata && { metadata: message.metadata }), ...(override && { override }), ...(thread && { thread }) },
    };
  }

  /**
   * The channel took a part of it, and others are still to go: what that is called there is kept, so that its receipts find it at once.
   * Answers whether the rest is to go: not where the channel has told that a part did not arrive, for with that the message has failed.
   */
  async partTaken(tx: Sql, appId: AppId, channel: ChannelIntegration, queued: Queued, externalIds: readonly string[]): Promise<boolean> {
    await keepExternalIds(tx, this.keyring, appId, channel, queued, externalIds);
    return !hasFailed(await partsOf(tx, appId, channel, queued));
  }

  /**
   * The channel took all of it: what it is called there is kept, and conversation:message:delivery:channel told, in the caller's
   * transaction, which holds the conversation's lock from then on; and :user at once where its parts have arrived meanwhile. Nothing where
   * one has not, which has been told.
   */
  async carried(tx: Sql, appId: AppId, channel: ChannelIntegration, queued: Queued, { externalIds, isFinal }: Carried): Promise<void> {
    const concerned = await lockConcerned(tx, appId, queued);
    if (!concerned) return;
    const isWhole = externalIds.length <= 1;
    if (!isWhole) await keepExternalIds(tx, this.keyring, appId, channel, queued, externalIds);
    const parts = isWhole ? [] : await partsOf(tx, appId, channel, queued);
    if (hasFailed(parts)) return;
    const told = { messageId: queued.messageId, externalIds };
    await tellDelivery(tx, this.keyring, appId, channel, concerned, { ...told, state: 'channel', isFinal }, isWhole ? queued : undefined);
    if (!isFinal && parts.length > 0 && parts.every(({ delivered_at: delivered }) => delivered))
      await tellDelivery(tx, this.keyring, appId, channel, concerned, { ...told, state: 'user', isFinal: true });
  }

  /**
   * It did not get there, and is not tried again: conversation:message:delivery:failure, and client:update where he has blocked the
   * business. As `carried`; nothing where the channel has told of a part that it did not arrive.
   */
  async undelivered(tx: Sql, appId: AppId, channel: ChannelIntegration, queued: Queued, { code, message, externalIds, blocks }: Undelivered): Promise<void> {
    const concerned = await lockConcerned(tx, appId, queued);
    if (!concerned || (externalIds.length > 0 && hasFailed(await partsOf(tx, appId, channel, queued)))) return;
    await tellDelivery(tx, this.keyring, appId, channel, concerned, { state: 'failure', messageId: queued.messageId, externalIds, isFinal: true, error: { code, message } }, queued);
    if (blocks) await blockClient(tx, appId, concerned, queued.clientId);
  }

  /** Nothing where what he said cannot be read any more: then the message begins a thread of its own. */
  private async threadOf(appId: AppId, { type, integration_id: integrationId }: Found, client: { readonly conversationId: string; readonly clientId: string }): Promise<OutgoingThread | undefined> {
    if (type === 'sdk' || integrationId === null) return undefined;
    return lastHeard(this.db.app(appId), this.keyring, appId, { type, integrationId }, client).catch((error: unknown) => {
      if (error instanceof CryptoFault) return undefined;
      throw error;
    });
  }

  /** In the channel's own words, where the business gave them. */
  private async overrideFor({ id, sealed_channel: cell, type }: Found, appId: AppId, conversationId: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    if (!cell) return undefined;
    const place = channelOfMessage(conversationId, suffixOf(id));
    const kept = await this.keyring.openOne(this.db.app(appId), { ...ownerOfConversation(appId, conversationId), place, cell });
    return (kept as { readonly override?: Readonly<Record<string, Readonly<Record<string, unknown>>>> }).override?.[type];
  }
}
