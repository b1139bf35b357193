import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BotApi, MailApi } from '@parley/testing';
import { ListeningApp } from './support/listening-app.js';
import type { OfficialClient } from './support/official-client.js';
import type { App, Integration, Message } from './support/official-client.types.js';
import type { RunningParley } from './support/running-parley.js';
import type { WebhookEvent } from './support/webhook-events.js';

const FROM = { id: 7, is_bot: false, first_name: 'Ada' };
const DATE = Math.floor(Date.parse('2026-03-04T05:06:07Z') / 1000);
const SHOP = { apiKey: 'key-1', signingKey: 'what Mailgun signs with', domain: 'shop.example', incomingAddress: 'hello@shop.example' };
const ADA = 'ada@mail.example';
const TRIGGERS = ['client:add', 'client:update', 'conversation:create', 'conversation:message', 'conversation:referral', 'conversation:message:delivery:channel', 'conversation:message:delivery:user', 'conversation:message:delivery:failure'];

/** The whole product, a Telegram and a Mailgun on loopback: one conversation over both. */
describe('One conversation over two channels', () => {
  let listening: ListeningApp;
  let parley: RunningParley;
  let telegram: BotApi;
  let mailgun: MailApi;
  let target: ListeningApp['target'];
  let business: OfficialClient;
  let app: App;
  let bot: Integration;
  let mail: Integration;
  let userId = '';
  let conversationId = '';
  let conformance: ListeningApp['conformance'];
  beforeAll(async () => {
    [telegram, mailgun] = await Promise.all([BotApi.start('42:a-token'), MailApi.start()]);
    listening = await ListeningApp.start(TRIGGERS, { PARLEY_CHANNEL_URLS: `telegram=${telegram.url},mailgun=${mailgun.url}` });
    ({ parley, business, app, conformance, target } = listening);
    ({ integration: bot } = await business.integrations.createIntegration(app.id, { type: 'telegram', displayName: 'Bot', token: '42:a-token' }));
    ({ integration: mail } = await business.integrations.createIntegration(app.id, { type: 'mailgun', displayName: 'Mail', ...SHOP }));
  }, 240_000);
  afterAll(async () => {
    telegram?.close();
    mailgun?.close();
    await listening?.dispose();
  }, 60_000);

  const events = (count: number): Promise<WebhookEvent[]> => listening.events(count);
  const writeOnTelegram = (text: string) => telegram.update({ message: { message_id: 100, date: DATE, from: FROM, chat: { id: 7, type: 'private' }, text } });
  const answer = async (text: string, more: object = {}): Promise<string> => {
    const { messages } = await business.messages.postMessage(app.id, conversationId, { author: { type: 'business' }, content: { type: 'text', text }, ...more });
    return messages[0]?.id ?? '';
  };
  const wentOut = (messageId: string, integration: Integration) => [
    { type: 'conversation:message', payload: { message: { id: messageId, author: { type: 'business' } }, conversation: { id: conversationId } } },
    { type: 'conversation:message:delivery:channel', payload: { message: { id: messageId }, user: { id: userId }, conversation: { id: conversationId }, destination: { type: integration.type, integrationId: integration.id }, isFinalEvent: integration === bot } },
  ];

  it('a person writes on Telegram: a user and a conversation', async () => {
    expect(await writeOnTelegram('Where is my order?')).toBe(200);
    const [created, said] = await events(2);
    conversationId = created?.payload.conversation?.id ?? '';
    userId = (created?.payload.user as { readonly id?: string } | undefined)?.id ?? '';
    expect(created).toMatchObject({ type: 'conversation:create', payload: { source: { type: 'telegram', integrationId: bot.id } } });
    expect(said).toMatchObject({ type: 'conversation:message', payload: { message: { content: { text: 'Where is my order?' }, author: { userId }, source: { type: 'telegram', client: { externalId: '7' } } } } });
  });

  it('the business links him to his e-mail address: client:add, and client:update once it is confirmed', async () => {
    const { client } = await business.clients.createClient(app.id, userId, {
      matchCriteria: { type: 'mailgun', integrationId: mail.id, address: 'Ada@Mail.example' }, confirmation: { type: 'immediate' }, target: { conversationId },
    });
    const [added, confirmed] = await events(2);
    const linked = { id: client.id, type: 'mailgun', integrationId: mail.id };
    expect(added).toMatchObject({ type: 'client:add', payload: { reason: 'channelLinking', client: { ...linked, status: 'pending' }, user: { id: userId }, conversation: { id: conversationId } } });
    expect(confirmed).toMatchObject({ type: 'client:update', payload: { reason: 'confirmed', client: { ...linked, status: 'active', externalId: ADA }, user: { id: userId }, conversation: { id: conversationId } } });
    const { clients } = await business.clients.listClients(app.id, userId);
    expect(clients.map(({ type }) => type).toSorted()).toEqual(['mailgun', 'telegram']);
  });

  it('what the business answers goes out by e-mail, which he is reached by from now on, and not on Telegram', async () => {
    const id = await answer('It is on its way.');
    expect(await events(2)).toMatchObject(wentOut(id, mail));
    expect(mailgun.mails).toMatchObject([{ to: ADA, from: SHOP.incomingAddress, 'h:Message-Id': `<parley.${id}@shop.example>`, text: expect.stringContaining('It is on its way.') }]);
    expect(telegram.calls.filter(({ method }) => method === 'sendMessage')).toEqual([]);
    expect(await mailgun.event(SHOP.signingKey, { event: 'delivered', recipient: ADA, message: { headers: { 'message-id': `parley.${id}@shop.example` } } })).toBe(200);
    expect(await events(1)).toMatchObject([{ type: 'conversation:message:delivery:user', payload: { message: { id }, conversation: { id: conversationId }, destination: { type: 'mailgun' }, externalMessages: [{ id: `<parley.${id}@shop.example>` }], isFinalEvent: true } }]);
  });

  it('what he answers by e-mail is in the same conversation, his own, without what he quotes', async () => {
    const [{ 'h:Message-Id': parent = '', subject = '', 'h:Reply-To': to = '' } = {}] = mailgun.mails;
    expect(await mailgun.mail(SHOP.signingKey, {
      from: 'Ada Byron <ADA@mail.example>', to, subject: `Re: ${subject}`, text: 'Thank you!\n\nOn Wed, Shop <hello@shop.example> wrote:\n\n> It is on its way.\n',
      headers: { 'Message-Id': '<1@mail.example>', 'In-Reply-To': parent, References: parent, Date: 'Wed, 04 Mar 2026 05:10:00 +0000' },
    })).toBe(200);
    const [said] = await events(1);
    expect(said).toMatchObject({
      type: 'conversation:message',
      payload: {
        conversation: { id: conversationId },
        message: { content: { type: 'text', text: 'Thank you!' }, author: { type: 'user', userId }, source: { type: 'mailgun', integrationId: mail.id, originalMessageId: '<1@mail.example>', client: { externalId: ADA } } },
      },
    });
  });

  it('the whole of what he wrote is kept, with what he quotes, and shown on demand alone', async () => {
    const { messages } = await business.messages.listMessages(app.id, conversationId);
    const { id, secret } = parley.credentials().accountKey;
    const original = async (message: Message | undefined) => {
      const path = `/parley/v1/apps/${app.id}/conversations/${conversationId}/messages/${message?.id}/original`;
      const response = await fetch(`${parley.baseUrl}${path}`, { headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` } });
      const body: unknown = await response.json();
      conformance.exchange({ method: 'GET', path, status: response.status, body });
      return { status: response.status, body };
    };
    expect(await original(messages.at(-1))).toEqual({ status: 200, body: { original: { subject: 'Re: New message from hello@shop.example', text: 'Thank you!\n\nOn Wed, Shop <hello@shop.example> wrote:\n\n> It is on its way.' } } });
    expect(await original(messages[0])).toMatchObject({ status: 404 });
    expect(JSON.stringify([messages, target.received])).not.toContain('wrote:');
  });

  it('a destination names the channel; without one it is the channel on which he wrote last', async () => {
    const named = await answer('The bot says so too.', { destination: { integrationType: 'telegram' } });
    expect(await events(2)).toMatchObject(wentOut(named, bot));
    const byMail = await answer('You are welcome.');
    expect(await events(2)).toMatchObject(wentOut(byMail, mail));
    const [first, second] = mailgun.mails;
    expect(second).toMatchObject({ subject: `Re: ${first?.['subject']}`, 'h:In-Reply-To': '<1@mail.example>', 'h:References': `${first?.['h:Message-Id']} <1@mail.example>` });
    expect(await writeOnTelegram('Now here.')).toBe(200);
    expect(await events(1)).toMatchObject([{ type: 'conversation:message', payload: { conversation: { id: conversationId }, message: { author: { userId }, source: { type: 'telegram' } } } }]);
    const here = await answer('Here as well.');
    expect(await events(2)).toMatchObject(wentOut(here, bot));
    expect(telegram.calls.filter(({ method }) => method === 'sendMessage').map(({ body }) => body['text'])).toEqual(['The bot says so too.', 'Here as well.']);
    expect(mailgun.mails).toHaveLength(2);
  });

  it('a mail that does not arrive is told, whose person blocked the business too; who writes again is reached again', async () => {
    const id = await answer('One more mail.', { destination: { integrationId: mail.id } });
    expect(await events(2)).toMatchObject(wentOut(id, mail));
    await mailgun.event(SHOP.signingKey, {
      event: 'failed', severity: 'permanent', reason: 'suppress-unsubscribe', recipient: ADA, message: { headers: { 'message-id': `parley.${id}@shop.example` } }, 'delivery-status': { code: 606, message: ADA },
    });
    const told = await events(2);
    expect(told.find(({ type }) => type.endsWith(':failure'))).toMatchObject({ payload: { message: { id }, error: { code: 'user_blocked' }, isFinalEvent: true } });
    expect(told.find(({ type }) => type === 'client:update')).toMatchObject({ payload: { reason: 'blocked', client: { type: 'mailgun', status: 'blocked' } } });
    await mailgun.mail(SHOP.signingKey, { from: ADA, to: SHOP.incomingAddress, subject: 'Again', text: 'I am here.', headers: { 'Message-Id': '<2@mail.example>' } });
    const back = await events(2);
    expect(back.find(({ type }) => type === 'client:update')).toMatchObject({ payload: { reason: 'unblocked', client: { type: 'mailgun', status: 'active' } } });
    expect(back.find(({ type }) => type === 'conversation:message')).toMatchObject({ payload: { conversation: { id: conversationId }, message: { content: { text: 'Again\n\nI am here.' } } } });
  });

  it('who is known by e-mail goes on in the same conversation on Telegram by the link that the business made for him', async () => {
    await mailgun.mail(SHOP.signingKey, { from: 'bob@mail.example', to: SHOP.incomingAddress, subject: 'Hello', text: 'Are you on Telegram?', headers: { 'Message-Id': '<3@mail.example>' } });
    const [created] = await events(2);
    const [bob, talk] = [(created?.payload.user as { readonly id?: string } | undefined)?.id ?? '', created?.payload.conversation?.id ?? ''];
    const { id, secret } = parley.credentials().accountKey;
    const path = `/parley/v1/apps/${app.id}/users/${bob}/linkRequests`;
    const response = await fetch(`${parley.baseUrl}${path}`, {
      method: 'POST', headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`, 'content-type': 'application/json' }, body: JSON.stringify({ integrationId: bot.id }),
    });
    const body = (await response.json()) as { readonly linkRequest: { readonly url: string; readonly conversationId: string } };
    conformance.exchange({ method: 'POST', path, status: response.status, body });
    const url = new URL(body.linkRequest.url);
    expect([response.status, url.origin, url.pathname, body.linkRequest.conversationId]).toEqual([201, 'https://t.me', '/shop_bot', talk]);
    const press = (from: number) => telegram.update({ message: { message_id: 1, date: DATE, from: { id: from, is_bot: false, first_name: 'Bob' }, chat: { id: from, type: 'private' }, text: `/start ${url.searchParams.get('start')}` } });
    expect(await press(8)).toBe(200);
    const about = { conversation: { id: talk }, user: { id: bob } };
    expect(await events(2)).toMatchObject([
      { type: 'client:add', payload: { ...about, reason: 'channelLinking', client: { type: 'telegram', status: 'pending' }, source: { type: 'telegram', integrationId: bot.id } } },
      { type: 'client:update', payload: { ...about, reason: 'confirmed', client: { type: 'telegram', status: 'active', externalId: '8' } } },
    ]);
    const { messages } = await business.messages.postMessage(app.id, talk, { author: { type: 'business' }, content: { type: 'text', text: 'Here I am.' } });
    expect(await events(2)).toMatchObject([{ type: 'conversation:message' }, { type: 'conversation:message:delivery:channel', payload: { ...about, message: { id: messages[0]?.id }, destination: { type: 'telegram' } } }]);
    expect(telegram.calls.at(-1)).toMatchObject({ method: 'sendMessage', body: { chat_id: '8', text: 'Here I am.' } });
    // The link is opened once: to the next one it says nothing.
    expect(await press(9)).toBe(200);
    const [begun, referred] = await events(2);
    expect([begun?.type, referred?.type, referred?.payload.user]).toEqual(['conversation:create', 'conversation:referral', expect.not.objectContaining({ id: bob })]);
    const { clients } = await business.clients.listClients(app.id, bob);
    expect(clients.map(({ type }) => type).toSorted()).toEqual(['mailgun', 'telegram']);
  });

  it('all is in one conversation, in its order, and every answer and event is as the OpenAPI documents describe it', async () => {
    const { messages } = await business.messages.listMessages(app.id, conversationId);
    expect(messages.map(({ content }) => content['text'])).toEqual([
      'Where is my order?', 'It is on its way.', 'Thank you!', 'The bot says so too.', 'You are welcome.', 'Now here.', 'Here as well.', 'One more mail.', 'Again\n\nI am here.',
    ]);
    const { conversations } = await business.conversations.listConversations(app.id, { userId });
    expect(conversations.map(({ id }) => id)).toEqual([conversationId]);
    expect(listening.faults()).toEqual([]);
  });
});
