import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp, createKey } from '@parley/testing';
import { RefusalRecorder } from '../src/audit/refusal-recorder.js';
import { call } from './support/call.js';
import { forge, secondsFromNow } from './support/jwt.js';
import { startApi, type RunningApi } from './support/running-api.js';

const basic = (id: string, secret: string): string => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

describe('Refused authentications are put on the record', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await startApi({ trustedProxies: ['127.0.0.1'] });
  });
  afterAll(() => api.close());

  it('by key and address, counted, and seen by the account whose key it is; what was tried is not written down', async () => {
    const { database, accountId, accountKey } = api;
    const appId = (await createApp(database, { accountId })).id;
    const appKey = await createKey(database, { accountId, appId });
    const from = async (address: string, authorization?: string, times = 1) => {
      for (let nth = 0; nth < times; nth += 1) {
        expect((await call(`${api.url}/v2/apps`, { authorization, headers: { 'x-forwarded-for': address } })).status).toBe(401);
      }
    };
    await from('192.0.2.1', basic(accountKey.id, 'guess-1'), 3);
    await from('192.0.2.2', basic(accountKey.id, 'guess-1'));
    await from('192.0.2.1', `Bearer ${forge({ alg: 'HS256', kid: appKey.id }, { scope: 'app', exp: secondsFromNow(60) }, 'guess-2')}`, 2);
    await from('192.0.2.1', basic('act_000000000000000000000000', 'guess-3'));
    await from('192.0.2.1', basic('a-password-in-the-wrong-field', 'guess-3'), 4);
    await from('192.0.2.1', undefined, 5);
    await api.app.get(RefusalRecorder).flush();

    const rows = await database.query(`select account_id, app_id, actor, address, (details->>'count')::int as count from audit_entries where action = 'authentication:refuse' order by count, address`);
    expect(rows).toEqual([
      { account_id: accountId, app_id: null, actor: accountKey.id, address: '192.0.2.2', count: 1 },
      { account_id: accountId, app_id: appId, actor: appKey.id, address: '192.0.2.1', count: 2 },
      { account_id: accountId, app_id: null, actor: accountKey.id, address: '192.0.2.1', count: 3 },
      { account_id: null, app_id: null, actor: 'unknown', address: '192.0.2.1', count: 5 },
    ]);
    expect(JSON.stringify(await database.query('select * from audit_entries'))).not.toMatch(/guess|password/);
    const seen = await call(`${api.url}/parley/v1/audit?filter[action]=authentication:refuse`, { authorization: accountKey.basic });
    expect((seen.body as { entries: unknown[] }).entries).toHaveLength(3);
  });
});
