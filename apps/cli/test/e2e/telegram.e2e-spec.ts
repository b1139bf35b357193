import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BotApi } from '@parley/testing';
import { ListeningApp } from './support/listening-app.js';
import { rejection, type OfficialClient } from './support/official-client.js';
import type { App, Integration } from './support/official-client.types.js';
import type { RunningParley } from './support/running-parley.js';
import type { WebhookEvent } from './support/webhook-events.js';

const TOKEN = '42:a-token';
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const FROM = { id: 7, is_bot: false, first_name: 'Ada', last_name: 'Byron', username: 'ada', language_code: 'en' };
const CHAT = { id: 7, type: 'private' };
const DATE = Math.floor(Date.parse('2026-03-04T05:06:07Z') / 1000);

/** The whole product, and a Telegram on loopback. */
describe('Telegram', () => {
  let listening: ListeningApp;
  let parley: RunningParley;
  let telegram: BotApi;
  let business: OfficialClient;
  let app: App;
  let integration: Integration;
  let conversationId = '';
  let conformance: ListeningApp['conformance'];
  beforeAll(async () => {
    telegram = await BotApi.start(TOKEN, new Map([['photos/1.png', PNG]]));
    const triggers = ['conversation:create', 'conversation:message', 'conversation:message:delivery:channel', 'conversation:message:delivery:failure', 'conversation:postback', 'conversation:referral', 'client:update'];
    listening = await ListeningApp.start(triggers, { PARLEY_CHANNEL_URLS: `telegram=${telegram.url}` });
    ({ parley, business, app, conformance } = listening);
  }, 240_000);
  afterAll(async () => {
    telegram?.close();
    await listening?.dispose();
  }, 60_000);

  const message = (given: object) => ({ message: { message_id: 100, date: DATE, from: FROM, chat: CHAT, ...given } });
  const events = (count: number): Promise<WebhookEvent[]> => listening.events(count);

  it('an integration with a token that Telegram refuses is not made, and the field is named', async () => {
    const refused = await rejection(business.integrations.createIntegration(app.id, { type: 'telegram', displayName: 'Bot', token: 'wrong' }));
    expect(refused).toMatchObject({ status: 400, code: 'bad_request' });
  });

  it('one is active, knows its bot, and has told Telegram where to call', async () => {
    ({ integration } = await business.integrations.createIntegration(app.id, { type: 'telegram', displayName: 'Bot', token: TOKEN }));
    const { integration: shown } = conformance.lastBody<{ integration: object }>();
    expect(shown).toMatchObject({ type: 'telegram', status: 'active', username: 'shop_bot', botId: '42' });
    expect(shown).not.toHaveProperty('callbackSecret');
    expect(telegram.hook).toMatchObject({ url: `${parley.baseUrl}/parley/v1/channels/${app.id}/${integration.id}`, allowed_updates: ['message', 'edited_message', 'message_reaction', 'callback_query', 'my_chat_member'] });
  });

  it('what somebody new writes becomes a user, a conversation and a message', async () => {
    expect(await telegram.update(message({ text: 'Hello' }))).toBe(200);
    const [created, said] = await events(2);
    conversationId = created?.payload.conversation?.id ?? '';
    const source = { type: 'telegram', integrationId: integration.id, originalMessageTimestamp: '2026-03-04T05:06:07.000Z' };
    expect(created).toMatchObject({ type: 'conversation:create', payload: { creationReason: 'message', source, user: { profile: { givenName: 'Ada', surname: 'Byron', locale: 'en' } } } });
    expect(said).toMatchObject({
      type: 'conversation:message',
      payload: { message: { content: { type: 'text', text: 'Hello' }, author: { type: 'user', displayName: 'Ada Byron' }, source: { ...source, originalMessageId: '100', client: { type: 'telegram', externalId: '7', raw: FROM } } } },
    });
  });

  it('a redelivery has no effect, and neither has who does not know the secret', async () => {
    for (let time = 0; time < 20; time += 1) expect(await telegram.update(message({ text: 'Again' }), { id: 5000 })).toBe(200);
    expect(await telegram.update(message({ text: 'Forged' }), { secret: 'guessed' })).toBe(404);
    expect(await telegram.update(message({ text: 'Behind it' }))).toBe(200);
    expect((await events(2)).map(({ payload }) => payload.message?.content.text)).toEqual(['Again', 'Behind it']);
  });

  it('a photo is kept, and its URL is ours', async () => {
    await telegram.update(message({ photo: [{ file_id: 'small' }, { file_id: 'photos/1.png', file_size: PNG.length }], caption: 'Look' }));
    const [said] = await events(1);
    const content = said?.payload.message?.content as { type: string; text?: string; mediaUrl: string; mediaSize?: number };
    expect(content).toMatchObject({ type: 'image', text: 'Look', mediaType: 'image/png', mediaSize: PNG.length });
    expect(content.mediaUrl.startsWith(`${parley.baseUrl}/parley/v1/media/${app.id}/`)).toBe(true);
    expect(Buffer.from(await (await fetch(content.mediaUrl)).arrayBuffer()).equals(PNG)).toBe(true);
    expect(parley.output()).not.toContain(TOKEN);
  });

  it('what the business answers by the official client goes out, a webhook tells that it did, and a button of it says what the business gave it to say', async () => {
    const payload = `ORDER ${'é'.repeat(60)}`;
    const content = { type: 'text', text: 'What may it be?', actions: [{ type: 'postback', text: 'Order', payload }] };
    const { messages: [said] } = await business.messages.postMessage(app.id, conversationId, { author: { type: 'business' }, content });
    const [message, told] = await events(2);
    expect(message).toMatchObject({ type: 'conversation:message', payload: { message: { id: said?.id, author: { type: 'business' } } } });
    expect(told).toMatchObject({ type: 'conversation:message:delivery:channel' });
    const sent = telegram.calls.filter(({ method }) => method === 'sendMessage');
    expect(sent).toMatchObject([{ body: { chat_id: '7', text: 'What may it be?' } }]);
    expect(told).toMatchObject({
      type: 'conversation:message:delivery:channel',
      payload: {
        conversation: { id: conversationId }, user: { profile: { givenName: 'Ada' } }, message: { id: said?.id }, destination: { type: 'telegram', integrationId: integration.id },
        externalMessages: [{ id: expect.stringMatching(/^[0-9]+$/) }], isFinalEvent: true,
      },
    });
    const [, data = ''] = /"callback_data":"([^"]+)"/.exec(JSON.stringify(sent[0]?.body)) ?? [];
    await telegram.update({ callback_query: { id: 'q0', from: FROM, data, chat_instance: '1' } });
    const [pressed] = await events(1);
    expect(pressed).toMatchObject({ type: 'conversation:postback', payload: { postback: { payload }, conversation: { id: conversationId } } });
  });

  it('a file that the business uploads goes as its bytes, of whatever type, with its name', async () => {
    const bytes = Buffer.from('order;price\n1;2\n');
    const mediaUrl = await listening.attach(conversationId, new File([bytes], 'order é.csv', { type: 'text/csv' }));
    await business.messages.postMessage(app.id, conversationId, { author: { type: 'business' }, content: { type: 'file', mediaUrl, text: 'Your order' } });
    const [, told] = await events(2);
    expect(told).toMatchObject({ type: 'conversation:message:delivery:channel' });
    expect(telegram.calls.filter(({ method }) => method === 'sendDocument').map(({ body }) => body)).toEqual([{ chat_id: '7', caption: 'Your order', document: { fileName: 'order é.csv', mediaType: 'text/csv', bytes } }]);
  });

  it('what a person answers to one message is told and listed with the whole of that, and what nobody here knows by Telegram’s id', async () => {
    const { messages: [asked] } = await business.messages.postMessage(app.id, conversationId, { author: { type: 'business' }, content: { type: 'text', text: 'Which colour?' } });
    const [, carried] = await events(2);
    const { externalMessages: [sent] = [] } = (carried?.payload ?? {}) as { readonly externalMessages?: readonly { readonly id: string }[] };
    const replied = (to: number, text: string, id: number) => message({ message_id: id, text, reply_to_message: { message_id: to, date: DATE, chat: CHAT } });
    await telegram.update(replied(Number(sent?.id), 'Blue', 201));
    await telegram.update(replied(4711, 'That one', 202));
    const quoted = { type: 'message', message: { id: asked?.id, author: { type: 'business' }, content: { type: 'text', text: 'Which colour?' } } };
    const unknown = { type: 'externalMessageId', externalMessageId: '4711' };
    expect((await events(2)).map(({ payload }) => payload.message)).toMatchObject([{ content: { text: 'Blue' }, quotedMessage: quoted }, { content: { text: 'That one' }, quotedMessage: unknown }]);
    await business.messages.listMessages(app.id, conversationId);
    const { messages } = conformance.lastBody<{ messages: readonly object[] }>();
    expect(messages.slice(-2)).toMatchObject([{ quotedMessage: quoted }, { quotedMessage: unknown }]);
    expect(listening.faults()).toEqual([]);
  });

  it('what a person edits is said again, once, and quotes what it was; a reaction is what its emoji says', async () => {
    await telegram.update(message({ message_id: 301, text: 'Two, please' }));
    const [said] = await events(1);
    const edit = { edited_message: { ...message({ message_id: 301, text: 'Three, please' }).message, edit_date: DATE + 9 } };
    expect([await telegram.update(edit), await telegram.update(edit)]).toEqual([200, 200]);
    await telegram.update({ message_reaction: { chat: CHAT, message_id: 301, user: FROM, date: DATE + 10, old_reaction: [], new_reaction: [{ type: 'emoji', emoji: '🔥' }] } });
    const quotedMessage = { type: 'message', message: { id: said?.payload.message?.id, content: { text: 'Two, please' } } };
    expect((await events(2)).map(({ payload }) => payload.message)).toMatchObject([{ content: { text: 'Three, please' }, quotedMessage }, { content: { text: '🔥' }, quotedMessage }]);
  });

  it('a place, a button, a link with a code, and blocking', async () => {
    await telegram.update(message({ location: { latitude: 48.85, longitude: 2.35 } }));
    const keyboard = { inline_keyboard: [[{ text: 'Order', callback_data: 'ORDER' }]] };
    await telegram.update({ callback_query: { id: 'q1', from: FROM, data: 'ORDER', chat_instance: '1', message: { message_id: 9, date: DATE, chat: CHAT, text: 'What?', reply_markup: keyboard } } });
    await telegram.update(message({ text: '/start spring' }));
    await telegram.update({ my_chat_member: { date: DATE, from: FROM, chat: CHAT, new_chat_member: { status: 'kicked', user: { id: 42 } } } });
    // A client's events are ordered by its user, those of a conversation by that.
    const told = await events(4);
    const [place, pressed, referred, blocked] = ['conversation:message', 'conversation:postback', 'conversation:referral', 'client:update'].map((type) => told.find((each) => each.type === type));
    expect(place?.payload.message?.content).toMatchObject({ type: 'location', coordinates: { lat: 48.85, long: 2.35 } });
    expect(pressed).toMatchObject({ type: 'conversation:postback', payload: { postback: { payload: 'ORDER' }, source: { type: 'telegram' } } });
    expect(telegram.calls).toContainEqual({ token: TOKEN, method: 'answerCallbackQuery', body: { callback_query_id: 'q1' } });
    expect(referred).toMatchObject({ type: 'conversation:referral', payload: { referral: { code: 'spring' } } });
    expect(blocked).toMatchObject({ type: 'client:update', payload: { reason: 'blocked', client: { status: 'blocked' } } });
  });

  it('deleting the integration has Telegram call no more', async () => {
    const { url = '' } = telegram.hook ?? {};
    await business.integrations.deleteIntegration(app.id, integration.id);
    expect(telegram.hook).toBeUndefined();
    expect((await fetch(url, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).status).toBe(404);
  });
});
