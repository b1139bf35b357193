import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Content } from '@parley/contracts';
import { GuardedClient } from '@parley/egress';
import { newId } from '@parley/kernel';
import { mailgun } from '../src/channels/mailgun/mailgun.channel.js';
import { vendorCalls } from '../src/channels/vendor-calls.js';
import { BUSINESS } from './emulator/mailgun/business.js';
import { MailgunApi } from './emulator/mailgun/mailgun-api.js';

const SETTINGS = { ...BUSINESS, domain: 'shop.example', incomingAddress: 'hello.us@shop.example' };
const TALK = { integrationId: newId(), conversationId: newId() };
const ID = newId();

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

const send = async (content: Content, more: object = {}, settings: object = {}, sending: object = {}) => {
  const [part] = mailgun.outbound.plan({ id: ID, content, ...more }).parts;
  return mailgun.outbound.send(JSON.parse(JSON.stringify(part)) as object as never, { recipient: 'ada@mail.example', ...TALK, settings: { ...SETTINGS, ...settings }, calls: calls(), file: noFile, ...sending });
};

it('a message is one mail by Mailgun’s own description of its API, under a Message-ID that stays', async () => {
  const sent = [await send({ type: 'text', text: 'Hello' }), await send({ type: 'text', text: 'Hello' }, { quotedExternalId: '<1@mail.example>#2' }, { fromAddress: 'us@shop.example', hideUnsubscribeLink: true })];
  expect(sent).toEqual([{ externalIds: [`<parley.${ID}@shop.example>`] }, { externalIds: [`<parley.${ID}@shop.example>`] }]);
  expect(api.asked.flatMap(({ call, problems }) => [call, ...problems])).toEqual(['post /v3/shop.example/messages', 'post /v3/shop.example/messages']);
  expect(api.asked.map(({ form: fields }) => fields)).toEqual([
    {
      from: 'hello.us@shop.example', to: 'ada@mail.example', subject: 'New message from hello.us@shop.example', 'h:Reply-To': 'hello.us@shop.example', 'h:Message-Id': `<parley.${ID}@shop.example>`, 'o:tracking': 'no',
      text: expect.stringMatching(/^Hello\s+-- \s+Unsubscribe: %unsubscribe_url%$/), html: expect.stringContaining('<a href="%unsubscribe_url%">'),
    },
    {
      from: 'us@shop.example', to: 'ada@mail.example', subject: 'New message from us@shop.example', 'h:Reply-To': 'us@shop.example', 'h:Message-Id': `<parley.${ID}@shop.example>`, 'o:tracking': 'no',
      'h:In-Reply-To': '<1@mail.example>', 'h:References': '<1@mail.example>', text: 'Hello', html: '<p>Hello</p>',
    },
  ]);
});

it('a message goes into the thread of the person’s last mail: what it answers, and its subject', async () => {
  const thread = { externalId: '<3@mail.example>#2', answers: ['<1@mail.example>', '<2@shop.example>'], subject: 'AW: Re: [2] Where is it?\r\nBcc: x@y.example' };
  await send({ type: 'text', text: 'Here' }, { thread });
  await send({ type: 'text', text: 'There' }, { thread: { ...thread, subject: 'Re: ' }, quotedExternalId: '<1@mail.example>' });
  expect(api.asked.flatMap(({ problems }) => problems)).toEqual([]);
  expect(api.asked.map(({ form: fields }) => [fields['subject'], fields['h:In-Reply-To'], fields['h:References']])).toEqual([
    ['Re: [2] Where is it? Bcc: x@y.example', '<3@mail.example>', '<1@mail.example> <2@shop.example> <3@mail.example>'],
    ['New message from hello.us@shop.example', '<1@mail.example>', '<2@shop.example> <3@mail.example> <1@mail.example>'],
  ]);
});

it('files that are stored here go with the mail, as its attachments, and larger ones by their address', async () => {
  const mediaUrl = 'https://parley.example/parley/v1/media/a/b/report%201.pdf?token=t';
  const stored = (size: number) => ({ file: async () => ({ fileName: 'report 1.pdf', mediaType: 'application/pdf', size, read: async function* () { yield Buffer.alloc(size, 7); } }) });
  for (const size of [1000, 16 * 1024 * 1024]) await send({ type: 'file', mediaUrl }, { isStored: () => true }, { hideUnsubscribeLink: true }, stored(size));
  expect(api.asked.flatMap(({ problems }) => problems)).toEqual([]);
  expect(api.asked.map(({ form: fields }) => [fields['attachment'], fields['text']])).toEqual([['report 1.pdf', 'report 1.pdf'], [undefined, `report 1.pdf: ${mediaUrl}`]]);
});

it('a message without a form as a mail is refused before anything is sent', async () => {
  expect([await fault(send({ type: 'template', template: {} })), asked()]).toEqual([['content_rejected', 'no_form_as_a_mail', undefined], []]);
});

it.each<[number, string, Readonly<Record<string, string>> | undefined, readonly unknown[]]>([
  [401, 'Forbidden', undefined, ['auth', 'http_401', undefined]],
  [400, '{"message":"to parameter is not a valid address"}', undefined, ['content_rejected', 'http_400', undefined]],
  [413, '<html>', undefined, ['content_rejected', 'http_413', undefined]],
  [429, '{"message":"limit exceeded, try again after 120 seconds"}', undefined, ['rate_limited', 'http_429', 120_000]],
  [429, '', { 'retry-after': '7' }, ['rate_limited', 'http_429', 7_000]],
  [503, '', undefined, ['temporary', 'http_503', undefined]],
  [200, 'no json', undefined, ['unknown', 'http_200', undefined]],
])('Mailgun answers %i %s', async (status, body, more, expected) => {
  api.next.push({ status, body, headers: more });
  expect(await fault(send({ type: 'text', text: 'Hello' }))).toEqual(expected);
});

it('a connection that ends after the mail was heard leaves its outcome unknown: it is not doubled', async () => {
  api.next.push({ status: 0, body: '', breaks: true });
  expect((await fault(send({ type: 'text', text: 'Hello' })))?.[0]).toBe('unknown');
});
