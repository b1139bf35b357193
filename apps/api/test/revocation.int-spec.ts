import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createApp, createIntegration, createKey, eventually, type TestKey } from '@parley/testing';
import { call, codes } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';

/** A deletion that takes keys away, and one request that must not pass once anybody was told of it. */
interface Revocation {
  readonly path: string;
  /** Which 404 a second deletion is. */
  readonly code: string;
  /** True while the row is there, or not marked as deleted. */
  readonly alive: string;
  readonly request: { readonly path: string; readonly authorization: string };
}

describe('a second deletion, while the first has not answered yet', () => {
  let api: RunningApi;
  let second: RunningApi;
  let app: string;
  let appId: string;
  let integrationId: string;
  let keys: { app: TestKey; integration: TestKey };

  beforeAll(async () => {
    api = await startApi();
    second = await startApi({}, api.database);
  });
  afterAll(async () => {
    await second.close();
    await api.close();
  });
  beforeEach(async () => {
    const { database, accountId } = api;
    appId = (await createApp(database, { accountId })).id;
    integrationId = (await createIntegration(database, appId)).id;
    app = `/v2/apps/${appId}`;
    keys = { app: await createKey(database, { accountId, appId }), integration: await createKey(database, { accountId, appId, integrationId }) };
  });

  /** 400 as long as the key and the app pass: a filter is missing. */
  const by = ({ basic }: TestKey) => ({ path: `${app}/conversations`, authorization: basic });
  const keyAlive = ({ id }: TestKey) => `select 1 from api_keys where id = '${id}'`;
  const appAlive = () => `select 1 from apps where id = '${appId}' and deleted_at is null`;
  const refused = async ({ path, authorization }: Revocation['request']) => [401, 404].includes((await call(second.url + path, { authorization })).status);

  it.each<[string, (again: boolean) => Revocation]>([
    ['of an app key', () => ({ path: `${app}/keys/${keys.app.id}`, code: 'not_found', alive: keyAlive(keys.app), request: by(keys.app) })],
    ['of an integration key', () => ({ path: `${app}/integrations/${integrationId}/keys/${keys.integration.id}`, code: 'not_found', alive: keyAlive(keys.integration), request: by(keys.integration) })],
    ['of an integration', () => ({ path: `${app}/integrations/${integrationId}`, code: 'integration_not_found', alive: keyAlive(keys.integration), request: by(keys.integration) })],
    ['of a key of an integration that is being deleted', (again) => ({
      path: `${app}/integrations/${integrationId}${again ? `/keys/${keys.integration.id}` : ''}`, code: 'integration_not_found', alive: keyAlive(keys.integration), request: by(keys.integration),
    })],
    ['of an app, as its keys meet it', () => ({ path: app, code: 'app_not_found', alive: appAlive(), request: by(keys.app) })],
    ['of an app, as the account meets it', () => ({ path: app, code: 'app_not_found', alive: appAlive(), request: by(api.accountKey) })],
    ['of a key of an app that is being deleted', (again) => ({ path: `${app}${again ? `/keys/${keys.app.id}` : ''}`, code: 'app_not_found', alive: appAlive(), request: by(keys.app) })],
  ])('%s answers 404 when no request passes any more in any process, too', async (_what, revocation) => {
    const [first, again] = [revocation(false), revocation(true)];
    const remove = ({ path }: Revocation, from: RunningApi) => call(from.url + path, { method: 'DELETE', authorization: api.accountKey.basic });
    // The other process has read it just now, and will rely on that for a while.
    expect(await refused(first.request)).toBe(false);
    const deleting = remove(first, api);
    await eventually('the first deletion is committed', async () => (await api.database.query(first.alive)).length === 0);
    const answer = await remove(again, second);
    expect([answer.status, await refused(first.request)]).toEqual([404, true]);
    expect((await deleting).status).toBe(200);
    const later = await remove(again, api);
    expect([later.status, codes(later)]).toEqual([404, [again.code]]);
  });
});
