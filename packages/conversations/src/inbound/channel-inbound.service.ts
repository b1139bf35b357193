import { Injectable } from '@nestjs/common';
import { MessageAttachments } from '@parley/attachments';
import { isReceipt, type ClientStatus, type InboundAct, type InboundBlocking, type InboundEvent, type InboundMessage, type InboundPostback, type InboundStart } from '@parley/contracts';
import { Keyring } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { appendClientEvent } from '../clients/client.events.js';
import { LOCK_CONVERSATION_OF_CLIENT, SHARE_INTEGRATION } from '../clients/clients.queries.js';
import type { ConversationRow } from '../conversations/conversation.row.js';
import { LinkedByCode } from '../link-requests/linked-by-code.js';
import { keptOf } from '../messages/message.heard.js';
import { maskCards } from '../messages/message.masking.js';
import { findQuote } from '../messages/message.quotes.js';
import { MessageWriter } from '../messages/message.writer.js';
import { sealExternalIds } from '../receipts/channel-messages.js';
import { applyReceipt } from '../receipts/receipts.js';
import { sourceOf, type ChannelIntegration } from './channel.js';
import { appendPostback, appendReferral } from './inbound.events.js';
import { conversationOf } from './inbound-conversation.js';
import { INBOUND_SETTINGS } from './inbound.queries.js';
import { moveOn } from './moving-on.js';
import type { Known } from './known.js';
import { recognize } from './people.js';

interface Inbound<Event> {
  readonly appId: AppId;
  readonly channel: ChannelIntegration;
  readonly event: Event;
}

/** What happens on a channel becomes users, clients, conversations, messages and events: the one way in. */
@Injectable()
export class ChannelInbound {
  constructor(
    private readonly keyring: Keyring,
    private readonly writer: MessageWriter,
    private readonly attachments: MessageAttachments,
    private readonly links: LinkedByCode,
  ) {}

  /**
   * Does all that an event leads to in the caller's transaction, which holds the person's lock from then on: who tells of one person's
   * events one after the other has them in that order. Somebody new becomes a user with a client; a message begins a conversation
   * where there is none. Who comes by a link that was made for a user is that user from then on. Of an integration that is gone nothing is kept.
   * Raises AccountTaken when the transaction is to be tried anew, locked at 30,000 messages, bad_request for an attachment that is not there,
   * service_unavailable for a receipt that is to be told again.
   */
  async apply(tx: Sql, appId: AppId, channel: ChannelIntegration, event: InboundEvent): Promise<void> {
    if (isReceipt(event)) {
      if ((await tx.query(SHARE_INTEGRATION, [appId, channel.integrationId])).length > 0) await applyReceipt(tx, this.keyring, appId, channel, event);
      return;
    }
    if (event.kind === 'moved') return moveOn(tx, this.keyring, appId, channel, event);
    const linked = event.kind === 'start' && (await this.links.link(tx, appId, channel, event));
    const known = await recognize(tx, this.keyring, appId, channel, event.person, { at: event.at, status: statusAfter(event) });
    if (!known) return;
    if (event.kind === 'message') await this.say(tx, known, { appId, channel, event });
    else if (event.kind === 'postback') await this.postback(tx, known, { appId, channel, event });
    else if (event.kind === 'start') await this.start(tx, known, { appId, channel, event: linked ? { ...event, referral: undefined } : event });
    else await this.block(tx, known, { appId, channel, event });
  }

  private async say(tx: Sql, known: Known, { appId, channel, event }: Inbound<InboundMessage>): Promise<void> {
    const conversation = await conversationOf(tx, this.keyring, appId, channel, known, { reason: 'message', at: event.at, thread: event.thread });
    if (!conversation) throw new Error('A message begins a conversation');
    await this.tellOfReturn(tx, appId, known, conversation);
    await this.write(tx, known, conversation, { appId, channel, event });
  }

  /** Pressing is no message: it begins a conversation unless the app's setting ignoreAutoConversationStart says otherwise. */
  private async postback(tx: Sql, known: Known, { appId, channel, event }: Inbound<InboundPostback>): Promise<void> {
    const settings = await this.settings(tx, appId);
    const conversation = await this.opened(tx, known, { appId, channel, event }, settings);
    if (!conversation) return;
    await this.tellOfReturn(tx, appId, known, conversation);
    const { metadata: _, ...pressed } = event;
    const { externalId, title } = pressed;
    if (settings.echoPostback && title !== undefined)
      await this.write(tx, known, conversation, { appId, channel, event: { ...pressed, kind: 'message', externalId, content: { type: 'text', text: title, payload: event.payload } } });
    await appendPostback(tx, this.keyring, appId, conversation, known, { channel, event });
  }

  private async start(tx: Sql, known: Known, { appId, channel, event }: Inbound<InboundStart>): Promise<void> {
    const conversation = await this.opened(tx, known, { appId, channel, event }, await this.settings(tx, appId));
    if (!conversation) return;
    await this.tellOfReturn(tx, appId, known, conversation);
    if (event.referral) await appendReferral(tx, this.keyring, appId, conversation, known, { channel, at: event.at, referral: event.referral });
  }

  private async block(tx: Sql, known: Known, { appId, event: { kind } }: Inbound<InboundBlocking>): Promise<void> {
    const { user, client, was } = known;
    if (was === client.status) return;
    const [conversation] = await tx.query<ConversationRow & Record<string, unknown>>(LOCK_CONVERSATION_OF_CLIENT, [appId, client.id]);
    await appendClientEvent(tx, appId, 'client:update', { user, client, ...(conversation && { conversation }) }, { reason: kind });
  }

  private opened(tx: Sql, known: Known, { appId, channel, event }: Inbound<InboundPostback | InboundStart>, { ignoreAutoStart }: Settings) {
    return conversationOf(tx, this.keyring, appId, channel, known, ignoreAutoStart ? undefined : { reason: 'startConversation', at: event.at });
  }

  private async write(tx: Sql, { user, client }: Known, { id: conversationId }: ConversationRow, { appId, channel, event }: Inbound<InboundMessage>): Promise<void> {
    const quote = event.quotedExternalId === undefined ? undefined : await findQuote(tx, this.keyring, appId, channel, conversationId, event.quotedExternalId);
    const called = await sealExternalIds(tx, this.keyring, appId, channel, conversationId, [event.externalId]);
    const draft = await maskCards(tx, appId, {
      conversationId, user: { userId: user.id }, heard: { client, called, ...(quote?.told && { quotation: quote.told }) },
      body: { author: {}, content: event.content, source: sourceOf(channel, event.at, event.externalId), ...(event.metadata && { metadata: event.metadata }), ...keptOf(event) },
    });
    const { content, ids } = await this.attachments.claim(tx, appId, conversationId, draft.body.content);
    const message = await this.writer.write({ appId }, { ...draft, body: { ...draft.body, content, ...(quote && { quotedMessage: quote.stored }) } }, tx);
    await this.attachments.tie(tx, appId, ids, { conversationId, messageId: message.id ?? '', userId: user.id });
  }

  /** Who was blocked, or only linked, and writes, is reached again; who is known by another account than before is found by it. */
  private async tellOfReturn(tx: Sql, appId: AppId, { user, client, was, renamed = false }: Known, conversation: ConversationRow): Promise<void> {
    if (was === client.status) return renamed ? appendClientEvent(tx, appId, 'client:update', { user, client, conversation }, { reason: 'matched' }) : undefined;
    await appendClientEvent(tx, appId, 'client:update', { user, client, conversation }, { reason: was === 'blocked' ? 'unblocked' : 'confirmed' });
  }

  private async settings(tx: Sql, appId: AppId): Promise<Settings> {
    const [row] = await tx.query<{ echo_postback: boolean; ignore_auto_start: boolean }>(INBOUND_SETTINGS, [appId]);
    return { echoPostback: row?.echo_postback ?? false, ignoreAutoStart: row?.ignore_auto_start ?? false };
  }
}

interface Settings {
  readonly echoPostback: boolean;
  readonly ignoreAutoStart: boolean;
}

const statusAfter = ({ kind }: InboundAct): ClientStatus => (kind === 'blocked' ? 'blocked' : 'active');
