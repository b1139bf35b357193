import 'reflect-metadata';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger, loadSettings } from '@parley/kernel';
import { createRegistry } from '@parley/kernel/metrics';
import { changeEnvironment, createAccount, createKey, createTestDatabase, testKeySettings, type TestDatabase } from '@parley/testing';
import { EventEmitter, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createApp } from '../src/server/create-app.js';
import { call } from './support/call.js';

/** PARLEY_TRUSTED_PROXIES decides the client address; the request log tells it. The specs' own requests come from 127.0.0.1. */
describe('the client address', () => {
  let database: TestDatabase;
  let api: { url: string; close(): Promise<void> };
  let lines: Record<string, unknown>[];
  const logs = new EventEmitter();

  /** The API with these settings, as start.ts makes it, and with its log. */
  const start = async (trusted: string, settings: Record<string, string> = {}) => {
    lines = [];
    const logger = createLogger('api', 'info', { write: (line) => logs.emit('line', lines.push(JSON.parse(line) as Record<string, unknown>)) });
    const app = await createApp(loadSettings({ DATABASE_URL: database.url, ...testKeySettings(), PARLEY_TRUSTED_PROXIES: trusted, ...settings }), logger, createRegistry('api'));
    await app.listen(0, '127.0.0.1');
    api = { url: `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`, close: () => app.close() };
  };
  /** What the log says of one request with this X-Forwarded-For. */
  const logged = async (forwarded?: string): Promise<unknown> => {
    const id = `r-${lines.length}`;
    await call(`${api.url}/nowhere`, { headers: { 'x-request-id': id, ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }) } });
    const line = () => lines.find(({ msg, requestId }) => msg === 'request' && requestId === id);
    while (line() === undefined) await once(logs, 'line');
    return line()?.client;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => api.close());
  afterAll(() => database.close());

  it('is the rightmost one that is not a trusted proxy, when a trusted proxy tells', async () => {
    await start('127.0.0.1/32,10.0.0.0/8,2001:db8::/32');
    for (const [forwarded, client] of [
      ['203.0.113.9', '203.0.113.9'],
      ['198.51.100.7, 203.0.113.9', '203.0.113.9'],
      ['198.51.100.7, 203.0.113.9, 10.1.2.3,10.255.0.1', '203.0.113.9'],
      ['198.51.100.7, 2001:db9::5, 2001:db8::1', '2001:db9::5'],
      ['::ffff:203.0.113.9', '203.0.113.9'],
      [undefined, '127.0.0.1'],
    ]) expect([forwarded, await logged(forwarded)]).toEqual([forwarded, client]);
  });

  it('is never a text that is not an address', async () => {
    await start('127.0.0.1');
    for (const forwarded of ['unknown', 'jane@example.org', '203.0.113.9:4711', '203.0.113.9, x']) expect([forwarded, await logged(forwarded)]).toEqual([forwarded, '127.0.0.1']);
  });

  it('is the peer’s own when the peer is not trusted: its header is ignored', async () => {
    await start('10.0.0.0/8');
    for (const forwarded of ['203.0.113.9', '10.1.2.3', '203.0.113.9, 10.1.2.3', undefined]) expect([forwarded, await logged(forwarded)]).toEqual([forwarded, '127.0.0.1']);
  });

  it('is the peer’s own when no proxy is trusted', async () => {
    await start('');
    expect(await logged('203.0.113.9')).toBe('127.0.0.1');
  });

  it('and that the client came by TLS: an untrusted peer’s X-Forwarded-Proto is ignored too', async () => {
    await changeEnvironment(database, 'staging');
    const { basic } = await createKey(database, { accountId: (await createAccount(database)).id });
    await start('10.0.0.0/8', { PARLEY_ENV: 'staging' });
    const answer = await call(`${api.url}/v2/apps`, { authorization: basic, headers: { 'x-forwarded-proto': 'https', 'x-forwarded-for': '10.1.2.3', 'x-forwarded-host': 'api.example' } });
    expect([answer.status, answer.headers.get('strict-transport-security')]).toEqual([403, null]);
  });
});
