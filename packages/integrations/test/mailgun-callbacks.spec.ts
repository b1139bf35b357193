import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Receiving } from '../src/channels/channel.js';
import { mailgun } from '../src/channels/mailgun/mailgun.channel.js';
import { located, type VendorCalls } from '../src/channels/vendor-calls.js';
import { readEvent } from '../src/inbox/read-event.js';
import { hmac } from './signatures/web-crypto.js';

/** A route calls with a form, a webhook with an event. */
interface Fixture {
  readonly form?: Readonly<Record<string, string>>;
  readonly event?: object;
}

const FIXTURES = JSON.parse(readFileSync(new URL('../src/channels/mailgun/fixtures/callbacks.json', import.meta.url), 'utf8')) as Readonly<Record<string, Fixture>>;
const SETTINGS = { apiKey: 'key', signingKey: 'signing', domain: 'shop.example', incomingAddress: 'hello@shop.example' };
const AT = Date.parse('2026-11-23T10:05:00Z');
const PERSON = { externalId: 'ada@mail.example', displayName: 'Ada Byron', profile: { email: 'ada@mail.example', givenName: 'Ada Byron' } };
const OURS = '<parley.6b0c93a6b4c00059672565a2@shop.example>';

const said = (content: object, more: object) => ({ kind: 'message', person: PERSON, at: AT, externalId: '<CA+1@mail.example>', content, ...more });
const text = (words: string) => ({ type: 'text', text: words });
const receipt = (kind: string, more: object = {}) => ({ kind, externalId: OURS, at: 1_795_428_301_927, ...more });
const STORED = 'https://storage-europe-west1.api.mailgun.net/v3/domains/shop.example/messages/BAAB6/attachments';
const blocked = [{ kind: 'blocked', person: { externalId: 'ada@mail.example' }, at: 1_795_428_301_927 }];
const begun = { answers: [], subject: 'Order' };
const answering = { answers: [OURS], subject: 'Re: Order' };

/** What each of them is to the business. */
const MEANT: Readonly<Record<string, readonly object[]>> = {
  'mail': [said(text('Order\n\nWhere is my order?'), { thread: begun, original: { subject: 'Order', text: 'Where is my order?', html: '<p>Where is my order?</p>' } })],
  'answer': [said(text('Thank you!'), { thread: answering, original: { subject: 'Re: Order', text: expect.stringContaining('> It is on its way.') } })],
  'mail with files': [
    said(text('Order\n\nSee both.'), { thread: begun, original: { subject: 'Order', text: 'See both.' } }),
    said({ type: 'image', mediaUrl: `${STORED}/0 broken.png image/png` }, { externalId: '<CA+1@mail.example>#2', thread: begun }),
    said({ type: 'file', mediaUrl: `${STORED}/1 order.pdf application/pdf` }, { externalId: '<CA+1@mail.example>#3', thread: begun }),
  ],
  'HTML alone': [said(text('Yes, please.'), { thread: { answers: [OURS], subject: 'Re: Order' }, original: { subject: 'Re: Order', text: 'Yes, please.', html: '<div>Yes, <b>please</b>.</div>' } })],
  'auto-reply': [],
  'spam': [],
  'delivered': [receipt('delivered')],
  'bounced': [receipt('failed', { failure: { code: 'recipient_invalid', message: 'The channel knows no such recipient (550)', blocks: false } })],
  'on the list of who unsubscribed': [receipt('failed', { failure: { code: 'user_blocked', message: 'The person has blocked the business (606)', blocks: true } })],
  'not delivered yet': [],
  'unsubscribed': blocked,
  'complained': blocked,
  'opened': [],
  'delivered to somebody of another\'s mail': [],
};

const taken = async () => ({ status: 200, headers: {}, json: {} });
const receiving: Receiving = {
  integrationId: '1', settings: SETTINGS, receivedAt: AT + 1000, calls: { baseUrl: 'https://api.mailgun.net', json: taken, form: taken } as unknown as VendorCalls,
  file: async ({ fileName, mediaType, ...source }) => `${(await located(source)).path} ${fileName} ${mediaType}`, keep: async () => { throw new Error('nothing is in a call itself'); }, noteFault: () => { throw new Error('Mailgun tells of no faults'); },
};

/** Signed, verified and read, as the API and a worker do. */
async function read({ form, event }: Fixture): Promise<readonly object[]> {
  const [timestamp, token] = [String(Math.floor(Date.now() / 1000)), 't'.repeat(50)];
  const signature = { timestamp, token, signature: (await hmac('SHA-256', SETTINGS.signingKey, timestamp + token)).toString('hex') };
  const [type, body] = form ? ['application/x-www-form-urlencoded', new URLSearchParams({ ...form, ...signature }).toString()] : ['application/json', JSON.stringify({ signature, 'event-data': event })];
  const verdict = await mailgun.verify({ method: 'POST', url: 'https://parley.example/', headers: { 'content-type': type }, rawBody: Buffer.from(body) }, SETTINGS);
  if (verdict.kind !== 'events' || verdict.events.length !== 1) throw new Error(`a verdict that is ${verdict.kind}`);
  expect(verdict.events).toMatchObject([{ key: token, sender: 'ada@mail.example' }]);
  return readEvent(mailgun, JSON.parse(JSON.stringify(verdict.events[0]?.event)) as object, receiving);
}

describe('a call of Mailgun', () => {
  it('is in a fixture for each kind, and each is told here', () => {
    expect(Object.keys(FIXTURES)).toEqual(Object.keys(MEANT));
  });

  it.each(Object.entries(MEANT))('%s', async (name, meant) => {
    expect(await read(FIXTURES[name] as Fixture)).toEqual(meant);
  });
});
