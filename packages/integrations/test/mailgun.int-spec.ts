import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Content } from '@parley/contracts';
import { GuardedClient } from '@parley/egress';
import { newId } from '@parley/kernel';
import { UnreadableEvent, type Receiving, type Verdict } from '../src/channels/channel.js';
import { mailgun } from '../src/channels/mailgun/mailgun.channel.js';
import { vendorCalls } from '../src/channels/vendor-calls.js';
import { BUSINESS } from './emulator/mailgun/business.js';
import { MailgunApi } from './emulator/mailgun/mailgun-api.js';
import { hmac } from './signatures/web-crypto.js';

const KEY = BUSINESS.apiKey;
const SETTINGS = { ...BUSINESS, domain: 'shop.example', incomingAddress: 'hello.us@shop.example' };
const URL_OF_OURS = 'https://parley.example/parley/v1/channels/a/i';
const AT = Date.parse('2026-11-23T10:05:00Z');

let api: MailgunApi;
let client: GuardedClient;
beforeAll(async () => {
  api = await MailgunApi.start();
  client = new GuardedClient({ allow: ['127.0.0.1/32'] });
});
beforeEach(() => {
  api.asked.length = 0;
  api.next.length = 0;
});
afterAll(async () => {
  await client.close();
  api.close();
});

const calls = () => vendorCalls(client, api.url);
const noFile = () => Promise.reject(new Error('nothing is stored'));
const asked = () => api.asked.map(({ call }) => call);
const fault = (attempt: Promise<unknown>) => attempt.then(() => undefined, (error: { faultClass: string; code: string; retryAfterMs?: number }) => [error.faultClass, error.code, error.retryAfterMs]);

it('connecting checks the key against the domain, has mails to the address told, and what becomes of mails; deleting ends it', async () => {
  const settings = await mailgun.connect(SETTINGS, calls(), { url: URL_OF_OURS, secret: 's' });
  expect(settings).toEqual({ routeId: '4f3bad2335335426750048c6', callbackUrl: URL_OF_OURS, takesTags: true });
  await mailgun.disconnect({ ...SETTINGS, ...settings }, calls());
  expect(api.asked.flatMap(({ problems }) => problems)).toEqual([]);
  expect(asked()).toEqual(['get /v4/domains/shop.example', 'post /v3/routes', 'post /v4/domains/shop.example/webhooks', 'delete /v3/routes/4f3bad2335335426750048c6', 'delete /v4/domains/shop.example/webhooks']);
  expect(api.asked[1]?.form).toMatchObject({ expression: 'match_recipient("^hello[.]us([+][^@]*)?@shop[.]example$")', action: [`store(notify="${URL_OF_OURS}")`, 'stop()'] });
  expect([api.asked[2]?.form, api.asked[4]?.query]).toEqual([{ url: URL_OF_OURS, event_types: ['delivered', 'permanent_fail', 'complained', 'unsubscribed'] }, { url: URL_OF_OURS }]);
});

it('what was made at Mailgun is taken back where connecting fails half way', async () => {
  api.next.push({ status: 200, body: '{}' }, { status: 200, body: '{"route":{"id":"r"}}' }, { status: 503, body: '' });
  expect(await fault(mailgun.connect(SETTINGS, calls(), { url: URL_OF_OURS, secret: 's' }))).toEqual(['temporary', 'http_503', undefined]);
  expect(asked().slice(3)).toEqual(['delete /v3/routes/r', 'delete /v4/domains/shop.example/webhooks']);
});

it('connecting again has the route and the webhooks that are there say the same, and makes those that are gone; what cannot be changed stays', async () => {
  const made = await mailgun.connect(SETTINGS, calls(), { url: URL_OF_OURS, secret: 's' });
  const route = `/v3/routes/${String(made['routeId'])}`;
  api.asked.length = 0;
  const again = () => mailgun.connect({ ...SETTINGS, ...made, callbackSecret: 's' }, calls(), { url: URL_OF_OURS, secret: 's' });
  expect(await again()).toEqual(made);
  expect(api.asked.flatMap(({ problems }) => problems)).toEqual([]);
  expect(asked()).toEqual(['get /v4/domains/shop.example', `put ${route}`, 'put /v4/domains/shop.example/webhooks']);
  expect([api.asked[1]?.form['action'], api.asked[2]?.form]).toEqual([[`store(notify="${URL_OF_OURS}")`, 'stop()'], { url: URL_OF_OURS, event_types: ['delivered', 'permanent_fail', 'complained', 'unsubscribed'] }]);
  api.asked.length = 0;
  const gone = { status: 404, body: '{"message":"not found"}' };
  api.next.push({ status: 200, body: '{}' }, gone, { status: 200, body: '{"route":{"id":"new"}}' }, gone, { status: 200, body: '{}' });
  expect(await again()).toMatchObject({ routeId: 'new' });
  expect(asked().slice(1)).toEqual([`put ${route}`, 'post /v3/routes', 'put /v4/domains/shop.example/webhooks', 'post /v4/domains/shop.example/webhooks']);
  api.asked.length = 0;
  api.next.push({ status: 200, body: '{}' }, { status: 200, body: '{}' }, { status: 503, body: '' });
  expect(await fault(again())).toEqual(['temporary', 'http_503', undefined]);
  expect(asked()).toHaveLength(3);
});

it('what is gone already is not missed when it is deleted', async () => {
  api.next.push({ status: 404, body: '{"message":"Route not found"}' }, { status: 404, body: '{"Description":"Webhook not found"}' });
  await mailgun.disconnect({ ...SETTINGS, routeId: 'r', callbackUrl: URL_OF_OURS }, calls());
  expect(asked()).toHaveLength(2);
});

it.each<[string, object]>([
  ['a key of nobody', { apiKey: 'wrong' }], ['no key', { apiKey: undefined }], ['a domain that leads elsewhere', { domain: '../x' }],
  ['an address that ends the words of a route', { incomingAddress: 'x")@shop.example' }],
])('%s is refused as a credential', async (_what, changes) => {
  expect((await fault(mailgun.connect({ ...SETTINGS, ...changes }, calls(), { url: URL_OF_OURS, secret: 's' })))?.[0]).toBe('auth');
});

const TOKEN = 'a'.repeat(50);
const signed = (secret: string = BUSINESS.signingKey, token = TOKEN, timestamp = String(Math.floor(Date.now() / 1000))) => ({ timestamp, token, secret });
async function signature(given = signed()): Promise<{ timestamp: string; token: string; signature: string }> {
  const { secret, ...fields } = given;
  return { ...fields, signature: (await hmac('SHA-256', secret, fields.timestamp + fields.token)).toString('hex') };
}
const MAIL = { from: 'Ada <ADA@mail.example>', subject: 'Order', 'body-plain': 'Hello', 'message-headers': '[["Message-Id","<1@mail.example>"]]', recipient: 'hello.us@shop.example' };
const verify = async (type: string, rawBody: string | Buffer, settings: object = SETTINGS, method = 'POST'): Promise<Verdict> =>
  mailgun.verify({ method, url: URL_OF_OURS, headers: { 'content-type': type }, rawBody: Buffer.from(rawBody) }, { ...settings });
async function multipart(fields: object): Promise<[string, Buffer]> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
  const response = new Response(form);
  return [response.headers.get('content-type') ?? '', Buffer.from(await response.arrayBuffer())];
}
const FORM = 'application/x-www-form-urlencoded';
const form = (fields: object) => new URLSearchParams(fields as Record<string, string>).toString();
const event = (signature_: object, data: object = { event: 'unsubscribed', recipient: 'Ada@mail.example', timestamp: 1_764_000_000.5 }) => JSON.stringify({ signature: signature_, 'event-data': data });

it('mails come as either kind of form, events as JSON; the signed token is the key, and the person the lane', async () => {
  const found = { kind: 'events', events: [{ key: TOKEN, sender: 'ada@mail.example', event: expect.objectContaining({ kind: 'mail', from: MAIL.from, recipient: MAIL.recipient, subject: 'Order', 'body-plain': 'Hello' }) }] };
  const fields = { ...(await signature()), ...MAIL };
  expect(await verify(FORM, form(fields))).toEqual(found);
  expect(await verify(...(await multipart(fields)))).toEqual(found);
  expect(await verify('application/json', event(await signature()))).toEqual({
    kind: 'events', events: [{ key: TOKEN, sender: 'ada@mail.example', event: { kind: 'event', event: 'unsubscribed', recipient: 'Ada@mail.example', timestamp: 1_764_000_000.5 } }],
  });
});

it('what Mailgun did not sign with the key, or long ago, or signed twice, is refused; what it signed and cannot be read is told', async () => {
  const good = await signature();
  const bad: readonly object[] = [
    await signature(signed('other')), await signature(signed('signing', TOKEN, String(Math.floor(Date.now() / 1000) - 50_000))), { ...good, token: 'b'.repeat(50) }, { ...good, signature: '' }, {},
    ...Array.from(good.signature, (letter, n) => ({ ...good, signature: good.signature.slice(0, n) + (letter === '0' ? '1' : '0') + good.signature.slice(n + 1) })),
  ];
  for (const each of bad) {
    expect(await verify(FORM, form({ ...each, ...MAIL }))).toEqual({ kind: 'refused' });
    expect(await verify('application/json', event(each))).toEqual({ kind: 'refused' });
  }
  expect(await verify(FORM, `${form({ ...good, ...MAIL })}&token=${TOKEN}`)).toEqual({ kind: 'refused' });
  expect([await verify('application/json', 'no json'), await verify('multipart/form-data; boundary=x', 'no form'), await verify('', '')]).toEqual([{ kind: 'refused' }, { kind: 'refused' }, { kind: 'refused' }]);
  expect(await verify(FORM, form({ ...good, ...MAIL }), SETTINGS, 'GET')).toEqual({ kind: 'refused' });
  expect(await verify(FORM, form({ ...(await signature(signed('undefined'))), ...MAIL }), {})).toEqual({ kind: 'refused' });
  expect([await verify(FORM, form(good)), await verify('application/json', event(good, { event: 'opened' }))]).toEqual([{ kind: 'unreadable' }, { kind: 'unreadable' }]);
});

it('without a signing key the API key is what Mailgun signs with (openapi.yaml, signingKey)', async () => {
  const { signingKey: _none, ...settings } = SETTINGS;
  expect(await verify(FORM, form({ ...(await signature(signed(KEY))), ...MAIL }), settings)).toMatchObject({ kind: 'events' });
});

const TALK = { integrationId: newId(), conversationId: newId() };
const ID = newId();
const headers = (more: readonly (readonly [string, string])[] = []) => JSON.stringify([['Message-Id', '<1@mail.example>'], ['Date', 'Mon, 23 Nov 2026 10:05:00 +0000'], ...more]);
const files: Parameters<Receiving['file']>[0][] = [];
const receive = (told: object, settings: object = SETTINGS) => {
  files.length = 0;
  return mailgun.receive({ kind: 'mail', ...MAIL, 'message-headers': headers(), ...told }, {
    integrationId: TALK.integrationId, settings: { ...settings }, receivedAt: AT + 1000, calls: calls(),
    file: async (given) => `parley-attachment:${files.push(given)}`, keep: async () => '', noteFault: () => undefined,
  });
};
const contents = async (told: object) => (await receive(told)).map((each) => (each as { content?: Content }).content);
const answers = [['In-Reply-To', '<0@shop.example>']] as const;
const PERSON = { externalId: 'ada@mail.example', displayName: 'Ada', profile: { email: 'ada@mail.example', givenName: 'Ada' } };

it('a mail is a message of its sender, who is reached again if he had unsubscribed', async () => {
  api.next.push({ status: 404, body: '{"message":"none"}' });
  expect(await receive({})).toEqual([{
    kind: 'message', person: PERSON, at: AT, externalId: '<1@mail.example>', content: { type: 'text', text: 'Order\n\nHello' }, thread: { answers: [], subject: 'Order' }, original: { subject: 'Order', text: 'Hello' },
  }]);
  expect([asked(), api.asked.flatMap(({ problems }) => problems)]).toEqual([['delete /v3/shop.example/unsubscribes/ada%40mail.example'], []]);
});

it.each<[string, object, readonly string[]]>([
  ['an answer is what was written, without subject and history', { 'message-headers': headers(answers), 'body-plain': 'Yes.\n\nOn Mon, Shop <hello@shop.example> wrote:\n\n> Well?\n' }, ['Yes.']],
  ['HTML alone is read', { 'message-headers': headers(answers), 'body-plain': '', 'body-html': '<p>Yes <b>please</b></p><script>x</script>' }, ['Yes please']],
  ['a subject alone is said', { subject: 'Where is\r\nit?', 'body-plain': '' }, ['Where is it?']],
  ['a long mail is said in parts', { 'message-headers': headers(answers), 'body-plain': `${'a'.repeat(3000)}\n\n${'b'.repeat(4000)}😀` }, ['a'.repeat(3000), `${'b'.repeat(4000)}😀`]],
])('%s', async (_what, told, texts) => {
  expect(await contents(told)).toEqual(texts.map((text) => ({ type: 'text', text })));
});

it('the whole of a mail is kept with its first message: its subject, its history and signature, and its HTML made safe', async () => {
  const whole = 'Yes.\n\nOn Mon, Shop <hello@shop.example> wrote:\n\n> Well?\n';
  const told = { subject: 'Re:\r\n Order', 'message-headers': headers(answers), 'body-plain': whole, 'body-html': '<p onclick="x()">Yes.</p><script>x</script><img src="https://spy.example/1.png">', attachments: at(STORED) };
  const [text, file] = await receive(told);
  expect(text).toMatchObject({ content: { text: 'Yes.' }, original: { subject: 'Re: Order', text: whole.trimEnd(), html: '<p>Yes.</p>' } });
  expect(file).not.toHaveProperty('original');
});

it('a mail says which ones it answers, and by the address that it came to of which conversation it is; nobody else’s key makes such an address', async () => {
  const settings = { ...SETTINGS, takesTags: true, callbackSecret: 'secret' };
  const [part] = mailgun.outbound.plan({ id: ID, content: { type: 'text', text: 'Hello' } }).parts;
  const replyTo = async (own: object) => {
    await mailgun.outbound.send(part as never, { recipient: 'ada@mail.example', ...TALK, settings: { ...own }, calls: calls(), file: noFile });
    return String(api.asked.at(-1)?.form['h:Reply-To']);
  };
  const address = await replyTo(settings);
  expect(address).toMatch(/^hello\.us\+[0-9a-z]{35}@shop\.example$/);
  const thread = async (own: object, recipient: string) => (await receive({ recipient, 'message-headers': headers([['References', '<a@mail.example> <b@shop.example>'], ['In-Reply-To', '<b@shop.example>']]) }, own)).map((each) => (each as { thread?: object }).thread);
  const answered = { answers: ['<a@mail.example>', '<b@shop.example>'], subject: 'Order' };
  expect(await thread(settings, address.toUpperCase())).toEqual([{ ...answered, conversationId: TALK.conversationId }]);
  const others = [[settings, 'hello.us@shop.example'], [settings, address.replace(/.@/, (last) => (last === '0@' ? '1@' : '0@'))], [{ ...settings, callbackSecret: 'other' }, address], [SETTINGS, address]] as const;
  for (const [own, recipient] of others) expect(await thread(own, recipient)).toEqual([answered]);
  // Their servers may know no tags: the route that was made before takes none.
  expect([await replyTo({ ...settings, fromAddress: 'us@shop.example' }), await replyTo(SETTINGS)]).toEqual(['us@shop.example', 'hello.us@shop.example']);
});

const at = (url: string, more: object = {}) => JSON.stringify([{ url, name: 'a/b.PNG', 'content-type': 'image/PNG; x=1', size: 3, ...more }]);
const STORED = 'https://storage-eu.api.mailgun.net/v3/domains/shop.example/messages/k/attachments/0';

it('files are fetched from Mailgun with the key, and come after the text', async () => {
  expect(await contents({ attachments: at(STORED) })).toEqual([{ type: 'text', text: 'Order\n\nHello' }, { type: 'image', mediaUrl: 'parley-attachment:1' }]);
  expect(files).toEqual([{ path: STORED, maxBytes: 26_214_400, mediaType: 'image/png', fileName: 'b.PNG', authorization: `Basic ${Buffer.from(`api:${KEY}`).toString('base64')}` }]);
  expect((await receive({ attachments: at(STORED) })).map((each) => (each as { externalId?: string }).externalId)).toEqual(['<1@mail.example>', '<1@mail.example>#2']);
});

it.each(['http://storage.api.mailgun.net/v3/x', 'https://mailgun.net.evil.example/v3/x', 'https://evilmailgun.net/v3/x', 'https://api.mailgun.net:8443/v3/x', 'https://api.mailgun.net@evil.example/', 'not a url'])(
  'the key goes to no other host: %s', async (url) => {
    await expect(receive({ attachments: at(url) })).rejects.toThrow(UnreadableEvent);
    expect(files).toEqual([]);
  });

it.each<[string, object]>([
  ['headers that are none', { 'message-headers': 'x' }], ['no Message-ID', { 'message-headers': '[]' }], ['no sender', { from: 'nobody' }], ['files that are none', { attachments: '{}' }],
  ['21 files', { attachments: JSON.stringify(Array.from({ length: 21 }, () => ({ url: STORED }))) }],
])('%s cannot be read', async (_what, told) => {
  await expect(receive(told)).rejects.toThrow(UnreadableEvent);
});

it.each<[string, readonly [string, string]]>([
  ['an auto-reply', ['Auto-Submitted', 'auto-replied']], ['a bounce', ['Return-Path', '<>']], ['a list', ['List-Id', '<x>']], ['spam, by Mailgun', ['X-Mailgun-Sflag', 'Yes']],
])('%s is no message of a person: no loop begins, and nobody is reached again by it', async (_what, header) => {
  expect([await receive({ 'message-headers': headers([header]) }), asked()]).toEqual([[], []]);
});

it('what comes back to the business from itself is no message of a person', async () => {
  expect(await receive({ from: 'Shop <Hello.Us@SHOP.example>' })).toEqual([]);
});

/** Has Mailgun tell by its webhook, and reads it as the worker does. */
async function tell(data: object): Promise<unknown> {
  const verdict = await verify('application/json', event(await signature(), { recipient: 'Ada@Mail.example', timestamp: 1_764_000_000.5, ...data }));
  const [raw] = verdict.kind === 'events' ? verdict.events : [];
  return mailgun.receive(raw?.event ?? {}, { integrationId: TALK.integrationId, settings: SETTINGS, receivedAt: AT, calls: calls(), file: async () => '', keep: async () => '', noteFault: () => undefined });
}
const OWN = { message: { headers: { 'message-id': `parley.${ID}@shop.example`, subject: 'Order' } } };
const RECEIPT = { externalId: `<parley.${ID}@shop.example>`, at: 1_764_000_000_500 };
const failed = (reason: string, code?: number) => tell({ ...OWN, event: 'failed', severity: 'permanent', reason, 'delivery-status': { message: 'ada@mail.example is unknown', ...(code !== undefined && { code }) } });

it('a mail that arrived is delivered; what is not ours, and what only did not arrive yet, is nothing', async () => {
  expect(await tell({ ...OWN, event: 'delivered' })).toEqual([{ kind: 'delivered', ...RECEIPT }]);
  const nothing = [
    { event: 'delivered' }, { event: 'delivered', message: 'x' }, { event: 'delivered', message: { headers: { 'message-id': `parley.${ID}@other.example` } } }, { event: 'delivered', message: { headers: { 'message-id': 'newsletter@shop.example' } } },
    { ...OWN, event: 'failed', severity: 'temporary', reason: 'generic', 'delivery-status': { code: 421 } }, { ...OWN, event: 'opened' },
  ];
  for (const each of nothing) expect(await tell(each)).toEqual([]);
});

it.each<[string, number | undefined, object]>([
  ['suppress-bounce', 605, { code: 'recipient_invalid', message: 'The channel knows no such recipient (605)', blocks: false }],
  ['suppress-unsubscribe', 606, { code: 'user_blocked', message: 'The person has blocked the business (606)', blocks: true }],
  ['suppress-complaint', 607, { code: 'user_blocked', message: 'The person has blocked the business (607)', blocks: true }],
  ['bounce', 550, { code: 'recipient_invalid', message: 'The channel knows no such recipient (550)', blocks: false }],
  ['generic', 552, { code: 'content_rejected', message: 'The channel refuses the content (552)', blocks: false }],
  ['old', 602, { code: 'temporary', message: 'The channel could not be reached for too long (602)', blocks: false }],
  ['generic', undefined, { code: 'not_delivered', message: 'The mail could not be delivered', blocks: false }],
])('a mail that did not arrive (%s, %s) failed, without a word of what the server said', async (reason, code, failure) => {
  expect(await failed(reason, code)).toEqual([{ kind: 'failed', ...RECEIPT, failure }]);
});

it('who unsubscribes or complains is blocked', async () => {
  const blocked = [{ kind: 'blocked', person: { externalId: 'ada@mail.example' }, at: 1_764_000_000_500 }];
  expect([await tell({ event: 'unsubscribed' }), await tell({ ...OWN, event: 'complained' })]).toEqual([blocked, blocked]);
});
