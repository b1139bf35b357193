import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { InboundEvent } from '@parley/contracts';
import { GuardedClient } from '@parley/egress';
import { newId } from '@parley/kernel';
import type { Channel, Verdict } from '../../src/channels/channel.js';
import { channelOf } from '../../src/channels/registry.js';
import { located, vendorCalls } from '../../src/channels/vendor-calls.js';
import { Emulator } from './emulator.js';
import type { Fault } from './faults.js';
import { BUSINESS } from './mailgun/business.js';
import * as faults from './mailgun/mailgun-faults.js';

const channel = channelOf('mailgun') as Channel;
const [DOMAIN, MESSAGES] = ['shop.example', 'post /v3/{domain_name}/messages'];
const SETTINGS = { ...BUSINESS, domain: DOMAIN, incomingAddress: 'hello@shop.example' };
const FIXTURES = JSON.parse(readFileSync(new URL('../../src/channels/mailgun/fixtures/callbacks.json', import.meta.url), 'utf8')) as Readonly<Record<string, { readonly form?: object; readonly event?: object }>>;
const KEY = `Basic ${Buffer.from(`api:${BUSINESS.apiKey}`).toString('base64')}`;
const TALK = { integrationId: newId(), conversationId: newId() };

interface Call { readonly headers: IncomingHttpHeaders; readonly rawBody: Buffer }
const received: Call[] = [];
const server = createServer((request, response) => void buffer(request).then((rawBody) => (received.push({ headers: request.headers, rawBody }), response.writeHead(200).end())));

let emulator: Emulator;
let client: GuardedClient;
let url: string;
beforeAll(async () => {
  emulator = await Emulator.start();
  client = new GuardedClient({ allow: ['127.0.0.1/32'] });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await client?.close();
  await emulator?.close();
});

const calls = () => vendorCalls(client, `${emulator.url}/mailgun`);
const last = async () => (await emulator.log()).at(-1);
const send = async (text: string) => {
  const [part] = channel.outbound.plan({ id: newId(), content: { type: 'text', text } }).parts;
  return channel.outbound.send(part as object as never, { recipient: 'ada@mail.example', ...TALK, settings: SETTINGS, calls: calls(), file: () => Promise.reject(new Error('nothing is stored')) });
};
const fault = (attempt: Promise<unknown>) => attempt.then(() => undefined, (error: { faultClass: string; code: string; retryAfterMs?: number }) => [error.faultClass, error.code, error.retryAfterMs]);

describe('a mail that the channel sends', () => {
  it('is taken, and nothing is wrong with it by Mailgun’s description', async () => {
    const { externalIds: [id] } = await send('Hello');
    expect(await last()).toMatchObject({ method: MESSAGES, account: DOMAIN, asked: { form: { to: 'ada@mail.example', 'h:Message-Id': id, text: expect.stringMatching(/^Hello/) } }, problems: [], status: 200, taken: true });
  });

  it.each<[string, Fault, readonly unknown[]]>([
    ['a key of nobody', faults.forbidden, ['auth', 'http_401', undefined]],
    ['a domain of somebody else', faults.domainNotFound, ['auth', 'http_404', undefined]],
    ['too many, in words', faults.limitExceeded(120), ['rate_limited', 'http_429', 120_000]],
    ['too many, in a header', faults.tooManyRequests(7), ['rate_limited', 'http_429', 7_000]],
    ['no address', faults.invalidRecipient, ['content_rejected', 'http_400', undefined]],
    ['too large', faults.tooLarge, ['content_rejected', 'http_413', undefined]],
    ['an error of Mailgun’s', faults.internalError, ['temporary', 'http_500', undefined]],
    ['a gateway’s page', faults.badGateway, ['temporary', 'http_502', undefined]],
  ])('is refused: %s', async (_what, given, expected) => {
    await emulator.faults({ method: MESSAGES, fault: given });
    expect(await fault(send('Hello'))).toEqual(expected);
    expect(await last()).toMatchObject({ problems: [], taken: false });
  });

  it.each<[string, Fault, boolean]>([
    ['after it was taken', { kind: 'reset', taken: true }, true],
    ['before it was taken, which nobody here can know', { kind: 'reset', taken: false }, false],
    ['in the middle of the answer', { kind: 'cut' }, true],
  ])('has an outcome that nobody knows where the connection ends %s, and is asked for once', async (_what, given, taken) => {
    const before = (await emulator.log()).length;
    await emulator.faults({ fault: given });
    expect((await fault(send('Hello')))?.[0]).toBe('unknown');
    expect((await emulator.log()).slice(before)).toMatchObject([{ problems: [], taken }]);
  });

  it('has its answer read that comes byte by byte', async () => {
    await emulator.faults({ fault: { kind: 'slow', overMs: 200 } });
    expect(await fault(send('Hello'))).toBeUndefined();
    expect(await last()).toMatchObject({ status: 200, taken: true });
  });
});

it('what is only read can be asked again, whatever became of the connection', async () => {
  await emulator.faults({ method: 'get /v4/domains/{name}', fault: { kind: 'reset', taken: false } });
  expect((await fault(channel.connect(SETTINGS, calls(), { url, secret: 's' })))?.[0]).toBe('temporary');
});

it.each<[string, string, Readonly<Record<string, string>>, number, readonly unknown[]]>([
  ['without an addressee', 'shop.example/messages', { from: 'a@shop.example', subject: 'Hello', text: 'Hello' }, 400, [expect.stringContaining("required property 'to'")]],
  ['with a field that is not described', 'shop.example/messages', { from: 'a@shop.example', to: 'b@mail.example', subject: 'Hello', text: 'Hello', colour: 'red' }, 400, [expect.stringContaining('colour')]],
  ['for nothing that there is', 'shop.example/letters', {}, 404, ['there is no post /v3/shop.example/letters']],
])('a request %s is refused, and the log says why', async (_what, path, fields, status, problems) => {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  const response = await fetch(`${emulator.url}/mailgun/v3/${path}`, { method: 'POST', headers: { authorization: KEY }, body });
  expect([response.status, await response.json()]).toEqual([status, { message: expect.any(String) }]);
  expect(await last()).toMatchObject({ problems, status, taken: false });
});

it('a key of nobody is refused, in Mailgun’s word', async () => {
  const response = await fetch(`${emulator.url}/mailgun/v3/shop.example/messages`, { method: 'POST' });
  expect([response.status, await response.text()]).toEqual([401, 'Forbidden']);
});

describe('what Mailgun tells', () => {
  beforeAll(async () => void (await channel.connect(SETTINGS, calls(), { url, secret: 's' })));

  const told = async (name: string): Promise<Call> => {
    expect(await emulator.tell('mailgun', DOMAIN, FIXTURES[name] ?? {})).toBe(200);
    return received.at(-1) as Call;
  };
  const verify = async ({ headers, rawBody }: Call): Promise<Verdict> => channel.verify({ method: 'POST', url, headers, rawBody }, SETTINGS);
  const files: Buffer[] = [];
  const read = async (name: string): Promise<readonly InboundEvent[]> => {
    const verdict = await verify(await told(name));
    if (verdict.kind !== 'events') throw new Error(`a verdict that is ${verdict.kind}`);
    return channel.receive(verdict.events[0]?.event ?? {}, {
      integrationId: TALK.integrationId, settings: SETTINGS, receivedAt: Date.now(), calls: calls(), keep: async () => '', noteFault: () => undefined,
      file: async (source) => {
        const { path, ...more } = await located(source);
        // Mailgun's host for files is the emulator here.
        return `file:${files.push(await buffer(await calls().download({ ...more, path: new URL(path).pathname })))}`;
      },
    });
  };

  it.each(['mail', 'delivered'])('is verified by the product, and is not with any byte altered of what is signed: %s', async (name) => {
    const call = await told(name);
    expect(await verify(call)).toMatchObject({ kind: 'events', events: [{ sender: 'ada@mail.example' }] });
    const body = call.rawBody.toString();
    const digits = /(?<=[&{,]"?(?:timestamp|token|signature)(?:=|":"))\w+/g;
    const places = [...body.matchAll(digits)].flatMap(({ index, 0: value }) => Array.from(value, (_digit, n) => index + n));
    expect(places).toHaveLength(10 + 50 + 64);
    for (const place of places) {
      const altered = `${body.slice(0, place)}${body[place] === '1' ? '2' : '1'}${body.slice(place + 1)}`;
      expect(await verify({ ...call, rawBody: Buffer.from(altered) })).toEqual({ kind: 'refused' });
    }
  });

  it('of a mail with files: they are had with the key, and by nobody without', async () => {
    const path = '/v3/domains/shop.example/messages/BAAB6/attachments';
    await emulator.file('mailgun', `${path}/0`, Buffer.from('a picture'));
    await emulator.file('mailgun', `${path}/1`, Buffer.from('an order'));
    expect((await read('mail with files')).map((event) => (event as { content?: object }).content)).toMatchObject([{ type: 'text' }, { type: 'image', mediaUrl: 'file:1' }, { type: 'file', mediaUrl: 'file:2' }]);
    expect(files.map(String)).toEqual(['a picture', 'an order']);
    const asked = (place: string, headers: Record<string, string>) => fetch(`${emulator.url}/mailgun${path}/${place}`, { headers });
    expect([(await asked('0', {})).status, (await asked('2', { authorization: KEY })).status]).toEqual([401, 404]);
  });

  it('of whom it does not write to is that the person has blocked the business', async () => {
    expect(await read('on the list of who unsubscribed')).toMatchObject([{ kind: 'failed', failure: { code: 'user_blocked', blocks: true } }]);
    expect(await read('unsubscribed')).toMatchObject([{ kind: 'blocked', person: { externalId: 'ada@mail.example' } }]);
  });

  it('is told to who asked for it alone, and only what it would tell', async () => {
    const tell = (event: object, domain = DOMAIN) => emulator.tell('mailgun', domain, event);
    const { form, event } = { ...FIXTURES['mail'], ...FIXTURES['delivered'] };
    await expect(tell({ event: { ...event, event: 'opened' } })).rejects.toThrow('no webhook');
    await expect(tell({ event }, 'other.example')).rejects.toThrow('no webhook');
    await expect(tell({ form: { ...form, recipient: 'others@shop.example' } })).rejects.toThrow('no route');
    await expect(tell({ form: { ...form, sender: undefined } })).rejects.toThrow('without sender');
    await expect(tell({ event: { ...event, event: 'eaten' } })).rejects.toThrow('no such event');
  });
});
