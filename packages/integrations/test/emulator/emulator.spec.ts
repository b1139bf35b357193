import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Emulator } from './emulator.js';
import { blockedByUser, tooManyRequests, badGateway } from './telegram/telegram-faults.js';

const TOKEN = '42:a-token';
let emulator: Emulator;

beforeAll(async () => void (emulator = await Emulator.start()));
afterAll(async () => emulator.close());

interface Answer {
  readonly ok: boolean;
  readonly result: Readonly<Record<string, unknown>>;
  readonly description?: string;
}

const call = (method: string, body: object, token = TOKEN) =>
  fetch(`${emulator.url}/telegram/bot${token}/${method}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const say = (text: string, more: object = {}) => call('sendMessage', { chat_id: 7, text, ...more });
const last = async () => (await emulator.log()).at(-1);

describe('Telegram', () => {
  it('takes what its specification allows, answers as it describes, and keeps what was asked', async () => {
    const [one, other] = await Promise.all([say('Hello'), call('sendVenue', { chat_id: 7, latitude: 1, longitude: 2, title: 'Home', address: 'Road 1' })]);
    const results = [(await one.json()) as Answer, (await other.json()) as Answer].map(({ ok, result }) => [ok, result['chat'], result['text'] ?? result['venue']]);
    const chat = { id: 7, type: 'private', first_name: 'Ada' };
    expect(results).toEqual([[true, chat, 'Hello'], [true, chat, { location: { latitude: 1, longitude: 2 }, title: 'Home', address: 'Road 1' }]]);
    expect((await emulator.log()).filter(({ method }) => method === 'sendMessage')).toEqual([{ method: 'sendMessage', account: TOKEN, asked: { chat_id: 7, text: 'Hello' }, problems: [], status: 200, taken: true }]);
  });

  it('refuses what its specification does not, and says why', async () => {
    const answers = await Promise.all([say(''), say('Hello', { colour: 'red' }), call('sendNothing', {}), call('sendMessage', {}, 'no-token')]);
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 404, 401]);
    expect((await answers[1]?.json()) as Answer).toEqual({ ok: false, error_code: 400, description: expect.stringContaining('colour') });
    expect((await emulator.log()).filter(({ problems, taken }) => problems.length > 0 && !taken)).toHaveLength(3);
  });

  it('tells a bot with a webhook what happens, with its secret, and nothing that Telegram would not tell', async () => {
    const received: { secret: unknown; body: string }[] = [];
    const server = createServer((request, response) => void text(request).then((body) => (received.push({ secret: request.headers['x-telegram-bot-api-secret-token'], body }), response.writeHead(202).end())));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    await expect(emulator.tell('telegram', TOKEN, {})).rejects.toThrow('no webhook');
    await call('setWebhook', { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`, secret_token: 's' });
    const message = { message_id: 1, date: 1, chat: { id: 7, type: 'private' }, from: { id: 7, is_bot: false, first_name: 'Ada' }, text: 'Hello' };
    expect(await emulator.tell('telegram', TOKEN, { message })).toBe(202);
    await expect(emulator.tell('telegram', TOKEN, { message: { ...message, colour: 'red' } })).rejects.toThrow('no such update');
    expect(received.map(({ secret, body }) => [secret, (JSON.parse(body) as { message: unknown }).message])).toEqual([['s', message]]);
    server.close();
  });

  it('gives the files that it has', async () => {
    await emulator.file('telegram', 'photos/1.jpg', Buffer.from([1, 2, 3]));
    const [there, not] = await Promise.all(['photos/1.jpg', 'photos/2.jpg'].map((path) => fetch(`${emulator.url}/telegram/file/bot${TOKEN}/${path}`)));
    expect([await there?.bytes(), not?.status]).toEqual([new Uint8Array([1, 2, 3]), 404]);
  });
});

describe('on demand', () => {
  it('a request is refused in the vendor\'s words, and has not happened', async () => {
    await emulator.faults({ method: 'sendMessage', fault: tooManyRequests(3) }, { fault: blockedByUser }, { fault: badGateway });
    const [first, second, third, fourth] = [await say('1'), await say('2'), await say('3'), await say('4')];
    expect(await first.json()).toEqual({ ok: false, error_code: 429, description: 'Too Many Requests: retry after 3', parameters: { retry_after: 3 } });
    expect([first.status, second.status, third.status, third.headers.get('content-type'), fourth.status]).toEqual([429, 403, 502, 'text/html', 200]);
    expect((await emulator.log()).slice(-4).map(({ taken }) => taken)).toEqual([false, false, false, true]);
  });

  it('the connection ends: before the request is taken, or after', async () => {
    await emulator.faults({ fault: { kind: 'reset', taken: false } }, { fault: { kind: 'reset', taken: true } });
    await expect(say('lost')).rejects.toThrow();
    expect(await last()).toMatchObject({ asked: { text: 'lost' }, taken: false });
    await expect(say('unknown')).rejects.toThrow();
    expect(await last()).toMatchObject({ asked: { text: 'unknown' }, taken: true });
    expect(await last()).not.toHaveProperty('status');
  });

  it('the answer comes slowly', async () => {
    await emulator.faults({ fault: { kind: 'slow', overMs: 300 } });
    const started = performance.now();
    expect((((await (await say('slow')).json()) as Answer).result)['text']).toBe('slow');
    expect(performance.now() - started).toBeGreaterThan(250);
  });

  it('as often as was asked for, and only for the method that was named', async () => {
    await emulator.faults({ method: 'getMe', times: 2, fault: blockedByUser });
    const statuses = [];
    for (const request of [() => say('A'), ...Array<() => Promise<Response>>(3).fill(() => call('getMe', {}))]) statuses.push((await request()).status);
    expect(statuses).toEqual([200, 403, 403, 200]);
  });
});

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
