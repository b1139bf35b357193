import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ServiceAccountsService } from '@parley/accounts';
import { ApiKeysService } from '@parley/auth';
import { asAccountId } from '@parley/kernel';
import { createAccount, createApp, createKey } from '@parley/testing';
import { call, codes, type Call } from './support/call.js';
import { forge } from './support/jwt.js';
import { startApi, type RunningApi } from './support/running-api.js';

describe('keys of a service account (svc_)', () => {
  let api: RunningApi;
  let services: ServiceAccountsService;
  let granted: string;
  let withheld: string;
  let service: string;
  let key: { id: string; secret: string };
  const basic = ({ id, secret }: { id: string; secret: string }) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  const send = (path: string, options: Call = {}) => call(`${api.url}${path}`, { authorization: basic(key), ...options });
  const ids = async (path: string, options?: Call) => ((await send(path, options)).body as { apps: { id: string }[] }).apps.map(({ id }) => id);

  beforeAll(async () => {
    api = await startApi();
    services = api.app.get(ServiceAccountsService);
    const accountId = asAccountId(api.accountId);
    [granted, withheld] = [(await createApp(api.database, { accountId })).id, (await createApp(api.database, { accountId })).id];
    service = await services.create(accountId, 'CI');
    await services.grant(accountId, service, granted);
    await services.grant(accountId, service, granted);
    key = await api.app.get(ApiKeysService).createServiceKey(accountId, service, 'k');
  });
  afterAll(() => api.close());

  it('see only the apps granted to them, by Basic and by JWT of scope account', async () => {
    expect(key.id).toMatch(/^svc_[0-9a-f]{24}$/);
    const authorization = `Bearer ${forge({ alg: 'HS256', typ: 'JWT', kid: key.id }, { scope: 'account' }, key.secret)}`;
    for (const options of [{}, { authorization }]) {
      expect((await send(`/v2/apps/${granted}`, options)).status).toBe(200);
      expect(await ids('/v2/apps', options)).toEqual([granted]);
    }
  });

  it('an app that is not granted answers exactly as an unknown one, to whatever is asked of it', async () => {
    const strangers = (await createApp(api.database)).id;
    for (const path of ['', '/keys', '/users/x', '/integrations', '/conversations/x/messages']) {
      const unknown = await send(`/v2/apps/${'0'.repeat(24)}${path}`);
      for (const id of [withheld, strangers]) {
        const answer = await send(`/v2/apps/${id}${path}`);
        expect([answer.status, answer.body]).toEqual([unknown.status, unknown.body]);
        expect([answer.status, codes(answer)]).toEqual([404, ['app_not_found']]);
      }
    }
    expect((await send(`/v2/apps/${withheld}`, { method: 'DELETE' })).status).toBe(404);
    expect(await api.database.query('select from apps where id = $1 and deleted_at is null', [withheld])).toHaveLength(1);
  });

  it('CreateApp: an app created by one is granted to it automatically', async () => {
    const { app } = (await send('/v2/apps', { json: { displayName: 'New' } })).body as { app: { id: string } };
    expect((await send(`/v2/apps/${app.id}`)).status).toBe(200);
    expect(await ids('/v2/apps?page[size]=1')).toEqual([granted]);
    expect(await ids(`/v2/apps?page[size]=1&page[after]=${granted}`)).toEqual([app.id]);
    expect((await send(`/v2/apps/${app.id}`, { method: 'DELETE' })).status).toBe(200);
    expect(await ids('/v2/apps')).toEqual([granted]);
  });

  it('ListApps filter[serviceAccountId]: one’s own, or by an account key one of the account; any other is 403', async () => {
    const filter = (id: string) => `/v2/apps?filter[serviceAccountId]=${id}`;
    const account = { authorization: api.accountKey.basic };
    expect(await ids(filter(service))).toEqual([granted]);
    expect(await ids(filter(service), account)).toEqual([granted]);
    expect((await ids('/v2/apps', account)).length).toBeGreaterThan(1);
    const other = await services.create(asAccountId(api.accountId), 'Other');
    expect(await ids(filter(other), account)).toEqual([]);
    const stranger = await createKey(api.database, { accountId: (await createAccount(api.database)).id });
    for (const answer of [await send(filter(other)), await send(filter('x'), account), await send(filter(service), { authorization: stranger.basic })]) {
      expect([answer.status, codes(answer)]).toEqual([403, ['forbidden']]);
    }
  });

  it('the audit log and legal holds are for keys of the account itself', async () => {
    expect([(await send('/parley/v1/audit')).status, (await send(`/parley/v1/apps/${granted}/holds`)).status]).toEqual([403, 403]);
  });

  it('nothing is granted across accounts', async () => {
    const { id, accountId } = await createApp(api.database);
    await expect(services.grant(asAccountId(api.accountId), service, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(services.grant(accountId, service, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(api.app.get(ApiKeysService).createServiceKey(accountId, service, 'k')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('what is revoked or deleted opens nothing once that has answered, and all of it is on the record', async () => {
    const accountId = asAccountId(api.accountId);
    expect((await send(`/v2/apps/${granted}`)).status).toBe(200);
    await services.revoke(accountId, service, granted);
    expect((await send(`/v2/apps/${granted}`)).status).toBe(404);
    await services.delete(accountId, service);
    expect((await send('/v2/apps')).status).toBe(401);
    expect(await api.database.query('select from api_keys where service_account_id = $1', [service])).toEqual([]);
    await expect(services.delete(accountId, service)).rejects.toMatchObject({ code: 'not_found' });
    const entries = await api.database.query<{ action: string }>("select action from audit_entries where target_id = $1 or details->>'serviceAccountId' = $1 order by id", [service]);
    expect(entries.map(({ action }) => action)).toEqual([
      'serviceAccount:create', 'serviceAccount:grant', 'serviceAccount:grant', 'serviceAccountKey:create', 'serviceAccount:revoke', 'serviceAccount:delete',
    ]);
  });
});
