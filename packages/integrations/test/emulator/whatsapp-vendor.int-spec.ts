import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GuardedClient } from '@parley/egress';
import type { CallbackRequest, Channel } from '../../src/channels/channel.js';
import type { Part, Sending } from '../../src/channels/outbound.js';
import { channelOf } from '../../src/channels/registry.js';
import { located, vendorCalls } from '../../src/channels/vendor-calls.js';
import { hmac } from '../signatures/web-crypto.js';
import { FIXTURES, SETTINGS, withHash } from '../whatsapp-bench.js';
import { Emulator } from './emulator.js';
import type { Fault } from './faults.js';
import { bytesOf } from './server.js';
import {
  accountRateReached, mediaUploadError, noMarketing, pairRateReached, serviceUnavailable, somethingWentWrong, throughputReached, tokenExpired, undeliverable, windowClosed,
} from './whatsapp/whatsapp-faults.js';

const { accessToken, appSecret, phoneNumberId, accountId } = SETTINGS;
const HELLO: Part = { type: 'text', text: { body: 'Hello' } };
const TO = { messaging_product: 'whatsapp', recipient_type: 'individual', to: '+15550001234' };
const BYTES = Buffer.from('what a file holds');

/** WhatsApp in the emulator's process, by the product's own channel. */
describe('WhatsApp in the emulator', () => {
  let emulator: Emulator;
  let client: GuardedClient;
  let whatsapp: Channel;
  beforeAll(async () => {
    const channel = channelOf('whatsapp');
    if (channel === undefined) throw new Error('there is no channel');
    whatsapp = channel;
    client = new GuardedClient({ allow: ['127.0.0.0/8'] });
    emulator = await Emulator.start();
  });
  afterAll(async () => {
    await client?.close();
    await emulator?.close();
  });

  const calls = () => vendorCalls(client, `${emulator.url}/whatsapp`);
  const nothing: Sending['file'] = () => Promise.reject(new Error('nothing is stored'));
  const send = (part: Part = HELLO, file = nothing) => whatsapp.outbound.send(part, { recipient: TO.to, integrationId: 'i', conversationId: 'c', settings: SETTINGS, calls: calls(), file });
  const last = async () => (await emulator.log()).at(-1);
  /** What went by since. */
  const since = async (from: number) => (await emulator.log()).slice(from).map(({ method, problems, taken }) => ({ method, problems, taken }));
  /** A request of no product's making. */
  const call = async (method: string, path: string, body?: object, token: string = accessToken) =>
    fetch(`${emulator.url}/whatsapp/v23.0/${path}?appsecret_proof=${(await hmac('SHA-256', appSecret, accessToken)).toString('hex')}`, {
      method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, ...(body && { body: JSON.stringify(body) }),
    });

  describe('a message', () => {
    it('that is as Meta describes it is taken, under an id of its own', async () => {
      const ids = [await send(), await send()].flatMap(({ externalIds }) => externalIds);
      expect(ids).toEqual([expect.stringMatching(/^wamid\.OUT\d+$/), expect.stringMatching(/^wamid\.OUT\d+$/)]);
      expect(new Set(ids).size).toBe(2);
      expect(await last()).toEqual({ method: 'POST messages', account: phoneNumberId, asked: { ...TO, ...HELLO }, problems: [], status: 200, taken: true });
    });

    it.each<[string, Fault, object]>([
      ['too many of the number', throughputReached(), { faultClass: 'rate_limited', code: '130429', isOfRecipient: false }],
      ['the same, as a bad request', throughputReached(400), { faultClass: 'rate_limited', code: '130429' }],
      ['too many of the account', accountRateReached(), { faultClass: 'rate_limited', code: '80007', isOfRecipient: false }],
      ['the same, as a bad request', accountRateReached(400), { faultClass: 'rate_limited', code: '80007' }],
      ['too many to one person', pairRateReached(), { faultClass: 'rate_limited', code: '131056', isOfRecipient: true, retryAfterMs: 6000 }],
      ['24 hours without a word', windowClosed, { faultClass: 'window_closed', code: '131047' }],
      ['somebody who has no WhatsApp, or has blocked the business', undeliverable, { faultClass: 'recipient_invalid', code: '131026' }],
      ['somebody who wants no marketing', noMarketing, { faultClass: 'user_blocked', code: '131050' }],
      ['a token that has ended', tokenExpired, { faultClass: 'auth', code: '190' }],
      ['a fault of Meta’s', somethingWentWrong, { faultClass: 'temporary', code: '131000' }],
      ['a Meta that is overloaded', serviceUnavailable, { faultClass: 'temporary', code: '2' }],
      ['a gateway’s page', { kind: 'page', status: 502 }, { faultClass: 'temporary', code: 'http_502' }],
    ])('is refused: %s', async (_, fault, expected) => {
      await emulator.faults({ method: 'POST messages', fault });
      await expect(send()).rejects.toMatchObject(expected);
      expect(await last()).toMatchObject({ asked: { ...TO, ...HELLO }, problems: [], taken: false });
    });

    it.each<[string, Fault, boolean]>([
      ['before Meta took it', { kind: 'reset', taken: false }, false], ['after Meta took it', { kind: 'reset', taken: true }, true], ['within the answer', { kind: 'cut' }, true],
    ])('whose connection ends %s has an outcome that nobody knows but Meta', async (_, fault, taken) => {
      await emulator.faults({ method: 'POST messages', fault });
      await expect(send()).rejects.toMatchObject({ faultClass: 'unknown' });
      expect(await last()).toMatchObject({ asked: HELLO, taken });
    });

    it('whose answer comes byte by byte is sent', async () => {
      await emulator.faults({ method: 'POST messages', fault: { kind: 'slow', overMs: 200 } });
      expect((await send()).externalIds).toHaveLength(1);
      expect(await last()).toMatchObject({ status: 200, taken: true });
    });

    it('that is not as Meta describes it is refused, and the log says why', async () => {
      const from = (await emulator.log()).length;
      const answers = [
        await call('POST', `${phoneNumberId}/messages`, { ...TO, ...HELLO, colour: 'red' }), await call('POST', `${phoneNumberId}/messages`, { ...TO, type: 'image', image: { id: '1' } }),
        await call('POST', `${phoneNumberId}/messages`), await call('POST', `${phoneNumberId}/media`, {}), await call('PUT', phoneNumberId, {}), await call('GET', '1'),
        await call('POST', `${phoneNumberId}/messages`, { ...TO, ...HELLO }, 'guessed'),
      ];
      expect(await Promise.all(answers.map(async (answer) => [answer.status, ((await answer.json()) as { error: { code: number } }).error.code]))).toEqual([...Array.from({ length: 6 }, () => [400, 100]), [401, 190]]);
      expect(await since(from)).toEqual([
        { method: 'POST messages', problems: [expect.stringContaining('colour')], taken: false }, { method: 'POST messages', problems: ['there is no media 1'], taken: false },
        { method: 'POST messages', problems: [expect.stringContaining('undefined')], taken: false }, { method: 'POST media', problems: ['no form'], taken: false },
        { method: 'PUT object', problems: ['there is no PUT object'], taken: false }, { method: 'GET object', problems: [], taken: false }, { method: 'POST messages', problems: [], taken: false },
      ]);
    });
  });

  describe('a file that is stored here', () => {
    const PICTURE: Part = { type: 'image', image: { link: 'https://media.example/1' }, upload: 'https://media.example/1' };
    const stored: Sending['file'] = async () => ({ fileName: 'a.png', mediaType: 'image/png', size: BYTES.length, read: async function* () { yield BYTES; } });

    it('is given, and named by the id that Meta gave', async () => {
      const from = (await emulator.log()).length;
      await send(PICTURE, stored);
      expect(await since(from)).toEqual([{ method: 'POST media', problems: [], taken: true }, { method: 'POST messages', problems: [], taken: true }]);
      expect(await last()).toMatchObject({ asked: { image: { id: expect.stringMatching(/^4490709327/) } } });
    });

    it.each<[string, Fault, object]>([
      ['Meta does not take', mediaUploadError, { faultClass: 'media_error', code: '131053' }],
      ['may have come or not', { kind: 'reset', taken: true }, { faultClass: 'temporary' }],
    ])('and %s is in no message', async (_, fault, expected) => {
      const from = (await emulator.log()).length;
      await emulator.faults({ method: 'POST media', fault });
      await expect(send(PICTURE, stored)).rejects.toMatchObject(expected);
      expect((await since(from)).map(({ method }) => method)).toEqual(['POST media']);
    });
  });

  describe('what happens at Meta', () => {
    const heard: CallbackRequest[] = [];
    let callback: Server;
    const url = () => `http://127.0.0.1:${(callback.address() as AddressInfo).port}/whatsapp`;
    /** Answers as the product does. */
    beforeAll(async () => {
      callback = createServer((request, response) => void bytesOf(request).then(async (rawBody) => {
        const told = { method: request.method ?? '', url: `https://parley.example${request.url ?? ''}`, headers: request.headers, rawBody };
        heard.push(told);
        const verdict = await whatsapp.verify(told, SETTINGS);
        if (verdict.kind === 'answer') response.writeHead(verdict.status).end(verdict.body);
        else response.writeHead(verdict.kind === 'events' ? 202 : 401).end();
      }));
      callback.listen(0, '127.0.0.1');
      await once(callback, 'listening');
    });
    afterAll(() => void callback?.close());
    const subscribe = (more: object = {}) => call('POST', `${accountId}/subscribed_apps`, { override_callback_uri: url(), verify_token: SETTINGS.verifyToken, ...more });
    const told = async (notification: object) => {
      expect(await emulator.tell('whatsapp', accountId, notification)).toBe(202);
      const verdict = await whatsapp.verify(heard.at(-1) as CallbackRequest, SETTINGS);
      const events = verdict.kind === 'events' ? verdict.events : [];
      return Promise.all(events.map(({ event }) => whatsapp.receive(event, { integrationId: 'i', settings: SETTINGS, receivedAt: 1, calls: calls(), keep: async () => '', noteFault: () => undefined,
        file: async (source) => {
          const bytes: Buffer[] = [];
          for await (const chunk of await calls().download(await located(source))) bytes.push(chunk);
          return `https://parley.example/${Buffer.concat(bytes).toString('hex')}`;
        } })));
    };

    it('is told to nobody who did not ask for it, or does not know the token', async () => {
      await expect(emulator.tell('whatsapp', accountId, FIXTURES['failed'] as object)).rejects.toThrow('no callback');
      const refused = [await subscribe({ verify_token: 'guessed' }), await subscribe({ override_callback_uri: 'nowhere' })];
      expect(await Promise.all(refused.map(async (answer) => ((await answer.json()) as { error: { code: number } }).error.code))).toEqual([2200, 100]);
      await expect(emulator.tell('whatsapp', accountId, FIXTURES['failed'] as object)).rejects.toThrow('no callback');
    });

    it('is signed so that the product takes it, and refuses it with an altered byte', async () => {
      expect((await subscribe()).status).toBe(200);
      expect(await told(FIXTURES['failed'] as object)).toMatchObject([[{ kind: 'failed', failure: { code: 'window_closed' } }]]);
      const call = heard.at(-1) as CallbackRequest;
      const altered = Buffer.from(call.rawBody);
      altered.writeUInt8(altered.readUInt8(altered.length - 1) ^ 1, altered.length - 1);
      expect(await whatsapp.verify({ ...call, rawBody: altered }, SETTINGS)).toEqual({ kind: 'refused' });
    });

    it('is nothing that Meta would not tell', async () => {
      for (const wrong of [{}, { ...FIXTURES['failed'], object: 'page' }, { ...FIXTURES['failed'], colour: 'red' }, { object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'messages', value: {} }] }] }])
        await expect(emulator.tell('whatsapp', accountId, wrong)).rejects.toThrow('no such notification');
    });

    it('may be a file, which is found, fetched and held to its hash; one that comes slowly, too', async () => {
      await emulator.file('whatsapp', 'video/mp4/2001', BYTES);
      await emulator.faults({ method: 'GET file', fault: { kind: 'slow', overMs: 100 } });
      expect(await told(withHash('video', BYTES))).toMatchObject([[{ kind: 'message', content: { mediaUrl: `https://parley.example/${BYTES.toString('hex')}` } }]]);
    });

    it.each<[string, string, Fault, object]>([
      ['is cut off', 'GET file', { kind: 'cut' }, { faultClass: 'temporary' }],
      ['lies behind a gateway that is ill', 'GET file', { kind: 'page', status: 502 }, { faultClass: 'temporary' }],
      ['Meta has no more', 'GET file', { kind: 'answer', status: 404, body: {} }, { faultClass: 'media_error' }],
      ['is asked for with a token that has ended', 'GET object', tokenExpired, { faultClass: 'auth' }],
    ])('may be a file that %s', async (_, method, fault, expected) => {
      await emulator.faults({ method, fault });
      await expect(told(withHash('video', BYTES))).rejects.toMatchObject(expected);
    });

    it('is told no more once the account is not subscribed', async () => {
      await whatsapp.disconnect?.(SETTINGS, calls());
      await expect(emulator.tell('whatsapp', accountId, FIXTURES['failed'] as object)).rejects.toThrow('no callback');
    });
  });
});
