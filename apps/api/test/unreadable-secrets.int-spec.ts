import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp, createKey, type TestKey } from '@parley/testing';
import { call } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';

describe('a key whose sealed secret does not open', () => {
  let api: RunningApi;
  let appId: string;
  let [broken, whole, moved]: TestKey[] = [];
  const get = (key: TestKey | undefined, path: string) => call(`${api.url}${path}`, { authorization: key?.basic ?? '' });

  beforeAll(async () => {
    api = await startApi();
    appId = (await createApp(api.database, { accountId: api.accountId })).id;
    const owner = { accountId: api.accountId, appId };
    [broken, whole, moved] = [await createKey(api.database, owner), await createKey(api.database, owner), await createKey(api.database, owner)];
    await api.database.query('update api_keys set sealed_secret = set_byte(sealed_secret, length(sealed_secret) - 1, get_byte(sealed_secret, length(sealed_secret) - 1) # 1) where id = $1', [broken.id]);
    await api.database.query('update api_keys set sealed_secret = (select sealed_secret from api_keys where id = $2) where id = $1', [moved.id, whole.id]);
    await api.database.query(`update accounts set settings = '{"keySecretsReadable": true}' where id = $1`, [api.accountId]);
  });
  afterAll(() => api.close());

  it('answers 500 without a detail; another key’s secret in its row opens as little', async () => {
    for (const key of [broken, moved]) {
      // Not by `call`: no operation documents a fault of ours.
      const response = await fetch(`${api.url}/v2/apps/${appId}`, { headers: { authorization: key?.basic ?? '' } });
      expect([response.status, await response.json()]).toEqual([500, { errors: [{ code: 'internal_error', title: 'Something went wrong on our end' }] }]);
    }
  });

  it('leaves the others as they are: they authenticate, and the list shows their secrets', async () => {
    expect((await get(whole, `/v2/apps/${appId}`)).status).toBe(200);
    const { body } = await get(api.accountKey, `/v2/apps/${appId}/keys`);
    expect(body).toEqual({ keys: [{ id: broken?.id, displayName: 'Test key' }, { id: whole?.id, displayName: 'Test key', secret: whole?.secret }, { id: moved?.id, displayName: 'Test key' }] });
  });

  it('is counted by the reason alone', async () => {
    const metrics = await api.registry.getSingleMetricAsString('parley_crypto_faults_total');
    expect(metrics).toMatch(/parley_crypto_faults_total\{code="not_authentic",app="api"\} [1-9]/);
  });
});
