import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, GraphApi } from '@parley/testing';
import { ListeningApp } from './support/listening-app.js';
import type { OfficialClient } from './support/official-client.js';
import type { App, Integration } from './support/official-client.types.js';
import type { RunningParley } from './support/running-parley.js';
import type { WebhookEvent } from './support/webhook-events.js';

const BUSINESS = { accessToken: 'EAAG-a-token', appSecret: 'the-app-secret', phoneNumberId: '106540352242922', accountId: '102290129340398' } as const;
const VERIFY_TOKEN = 'a-verify-token';
const ADA = '33612345678';

/** The whole product, and Meta's Graph API on loopback. */
describe('WhatsApp', () => {
  let listening: ListeningApp;
  let parley: RunningParley;
  let graph: GraphApi;
  let business: OfficialClient;
  let app: App;
  let integration: Integration;
  let conversationId = '';
  let conformance: ListeningApp['conformance'];
  beforeAll(async () => {
    graph = await GraphApi.start(BUSINESS);
    const triggers = ['conversation:create', 'conversation:message', 'conversation:read', 'conversation:message:delivery:channel', 'conversation:message:delivery:user', 'conversation:message:delivery:failure', 'client:update'];
    listening = await ListeningApp.start(triggers, { PARLEY_CHANNEL_URLS: `whatsapp=${graph.url}` });
    ({ parley, business, app, conformance } = listening);
  }, 240_000);
  afterAll(async () => {
    graph?.close();
    await listening?.dispose();
  }, 60_000);

  const events = (count: number): Promise<WebhookEvent[]> => listening.events(count);
  const callback = () => `${parley.baseUrl}/parley/v1/channels/${app.id}/${integration.id}`;
  /** Calls as Meta does; `secret` signs. */
  const tell = async (value: object, secret: string = BUSINESS.appSecret): Promise<number> => {
    const metadata = { display_phone_number: '15550783881', phone_number_id: BUSINESS.phoneNumberId };
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: BUSINESS.accountId, changes: [{ field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...value } }] }] });
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    return (await fetch(callback(), { method: 'POST', headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` }, body })).status;
  };
  const write = (id: string, body: string, secret?: string) => tell({
    contacts: [{ profile: { name: 'Ada' }, wa_id: ADA }], messages: [{ from: ADA, id, timestamp: '1772600767', type: 'text', text: { body } }],
  }, secret);
  const status = (id: string, state: string) => tell({ statuses: [{ id, status: state, timestamp: '1772600800', recipient_id: ADA }] });

  it('is connected, and answers Meta who knows the verify token', async () => {
    const given = { type: 'whatsapp', displayName: 'WhatsApp', ...BUSINESS, verifyToken: VERIFY_TOKEN };
    ({ integration } = await business.integrations.createIntegration(app.id, given));
    const { integration: shown } = conformance.lastBody<{ integration: object }>();
    expect(shown).toMatchObject({ type: 'whatsapp', status: 'active', phoneNumber: '15550783881' });
    expect(JSON.stringify(shown)).not.toContain(BUSINESS.appSecret);
    expect(graph.subscribed).toBe(true);
    const challenge = await fetch(`${callback()}?hub.mode=subscribe&hub.verify_token=${VERIFY_TOKEN}&hub.challenge=1158201444`);
    expect([challenge.status, await challenge.text()]).toEqual([200, '1158201444']);
    expect((await fetch(`${callback()}?hub.mode=subscribe&hub.verify_token=guessed&hub.challenge=1`)).status).toBe(404);
  });

  it('what somebody new writes becomes a conversation and a message, once, and only signed', async () => {
    expect(await write('wamid.forged', 'Forged', 'guessed')).toBe(404);
    for (let time = 0; time < 5; time += 1) expect(await write('wamid.1', 'Hello')).toBe(200);
    const [created, said] = await events(2);
    conversationId = created?.payload.conversation?.id ?? '';
    expect(created).toMatchObject({ type: 'conversation:create', payload: { creationReason: 'message', source: { type: 'whatsapp', integrationId: integration.id } } });
    expect(said).toMatchObject({ payload: { message: { content: { type: 'text', text: 'Hello' }, author: { type: 'user', displayName: 'Ada' }, source: { type: 'whatsapp', originalMessageId: 'wamid.1' } } } });
  });

  it('what the business answers goes out, and its receipts are told, in whatever order they come', async () => {
    const content = { type: 'text', text: 'Which?', actions: [{ type: 'reply', text: 'This', payload: 'THIS' }] };
    const { messages: [said] } = await business.messages.postMessage(app.id, conversationId, { author: { type: 'business' }, content });
    const [, taken] = await events(2);
    expect(taken).toMatchObject({ type: 'conversation:message:delivery:channel', payload: { message: { id: said?.id }, isFinalEvent: false } });
    const [{ id }] = (taken?.payload as unknown as { externalMessages: [{ id: string }] }).externalMessages;
    expect(graph.messages).toMatchObject([{ to: `+${ADA}`, type: 'interactive' }]);
    for (const state of ['read', 'sent', 'delivered', 'delivered']) expect(await status(id, state)).toBe(200);
    const told = await events(2);
    expect(told.map(({ type }) => type).toSorted()).toEqual(['conversation:message:delivery:user', 'conversation:read']);
    expect(told.find(({ type }) => type.endsWith('user'))).toMatchObject({ payload: { message: { id: said?.id }, isFinalEvent: true } });
  });

  it('a file that the business uploads goes as its bytes', async () => {
    const bytes = Buffer.from('%PDF-1.7 a bill');
    const mediaUrl = await listening.attach(conversationId, new File([bytes], 'bill.pdf', { type: 'application/pdf' }));
    await business.messages.postMessage(app.id, conversationId, { author: { type: 'business' }, content: { type: 'file', mediaUrl, text: 'Your bill' } });
    await events(2);
    const [[id, given] = []] = [...graph.media];
    expect(given).toEqual({ fileName: 'bill.pdf', mediaType: 'application/pdf', bytes });
    expect(graph.messages.at(-1)).toMatchObject({ to: `+${ADA}`, type: 'document', document: { id, filename: 'bill.pdf', caption: 'Your bill' } });
  });

  it('a closed window is told as a failure that is final', async () => {
    graph.refusal = 131_047;
    await business.messages.postMessage(app.id, conversationId, { author: { type: 'business' }, content: { type: 'text', text: 'Still there?' } });
    const [, failed] = await events(2);
    expect(failed).toMatchObject({ type: 'conversation:message:delivery:failure', payload: { error: { code: 'window_closed' }, isFinalEvent: true } });
    expect(parley.output()).not.toContain(BUSINESS.accessToken);
  });

  it('a template in shorthand goes as the template, and is shown by its fallback', async () => {
    const text = '&((namespace=[[shop]] template=[[order_ready]] fallback=[[Your order is ready]] header_image=[[https://example.com/a.png]] body_text=[[Ada]]))&';
    const { messages: [said] } = await business.messages.postMessage(app.id, conversationId, { author: { type: 'business' }, content: { type: 'text', text } });
    expect(said).toMatchObject({ content: { type: 'text', text: 'Your order is ready' } });
    const [, taken] = await events(2);
    expect(taken).toMatchObject({ type: 'conversation:message:delivery:channel', payload: { message: { id: said?.id } } });
    const components = [{ type: 'header', parameters: [{ type: 'image', image: { link: 'https://example.com/a.png' } }] }, { type: 'body', parameters: [{ type: 'text', text: 'Ada' }] }];
    expect(graph.messages.at(-1)).toEqual({ messaging_product: 'whatsapp', recipient_type: 'individual', to: `+${ADA}`, type: 'template', template: { name: 'order_ready', language: { code: 'en_US' }, components } });
  });

  it('who hides the number, and who changes it, stays who he is, and is written to by the number that is his', async () => {
    const [hidden, later, number] = ['FR.13491208655302741918', 'FR.24602319766413852029', '33698765432'];
    const say = (id: string, contact: object) => tell({ contacts: [{ profile: { name: 'Ada' }, ...contact }], messages: [{ id, timestamp: '1772600900', type: 'text', text: { body: id } }] });
    await say('wamid.both', { wa_id: ADA, user_id: hidden });
    await say('wamid.hidden', { user_id: hidden });
    expect((await events(2)).map(({ payload }) => payload.conversation?.id)).toEqual([conversationId, conversationId]);
    const system = { type: 'user_changed_number', body: 'User Ada changed', wa_id: number, user_id: later };
    await tell({ messages: [{ from: ADA, from_user_id: hidden, id: 'wamid.moved', timestamp: '1772601000', type: 'system', system }] });
    await say('wamid.later', { user_id: later });
    const [moved, said] = await events(2);
    expect(moved).toMatchObject({ type: 'client:update', payload: { reason: 'matched', client: { externalId: `+${number}`, info: { phoneNumber: `+${number}`, userId: later } } } });
    expect(said).toMatchObject({ type: 'conversation:message', payload: { conversation: { id: conversationId } } });
    await business.messages.postMessage(app.id, conversationId, { author: { type: 'business' }, content: { type: 'text', text: 'Your new number?' } });
    await events(2);
    expect(graph.messages.at(-1)).toMatchObject({ to: `+${number}`, text: { body: 'Your new number?' } });
  });

  it('what Meta tells of the account is its last error, by the code and without the words', async () => {
    await tell({ errors: [{ code: 130_429, title: 'Rate limit hit', message: 'QUOTED', error_data: { details: 'QUOTED' } }] });
    const shown = await eventually('the last error', async () => {
      await business.integrations.getIntegration(app.id, integration.id);
      const { integration: read } = conformance.lastBody<{ integration: { status: string; lastError?: object } }>();
      return read.lastError && read;
    });
    expect(shown).toMatchObject({ status: 'active', lastError: { code: 'rate_limited', message: expect.stringMatching(/\(130429\)$/) } });
    expect(parley.output()).toContain('a vendor told of a fault of an integration');
    expect(parley.output()).not.toContain('QUOTED');
  });

  it('deleting the integration has Meta call no more', async () => {
    const url = callback();
    await business.integrations.deleteIntegration(app.id, integration.id);
    expect(graph.subscribed).toBe(false);
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(404);
  });

  it('every answer of the API and every event is as the OpenAPI documents describe it', () => {
    expect(listening.faults()).toEqual([]);
  });
});
