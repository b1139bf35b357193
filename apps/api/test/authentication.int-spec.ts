import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Database } from '@parley/persistence';
import { createAccount, createApp, createIntegration, createKey, type TestKey } from '@parley/testing';
import jsonwebtoken from 'jsonwebtoken';
import { call, codes, type Answer } from './support/call.js';
import { forge, secondsFromNow, unsigned } from './support/jwt.js';
import { startApi, type RunningApi } from './support/running-api.js';

const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

describe('authentication', () => {
  let api: RunningApi;
  let appId: string;
  let keys: { account: TestKey; app: TestKey; integration: TestKey };
  /** Asks for the app, which account and app keys may see. */
  const ask = (authorization: string | undefined) => call(`${api.url}/v2/apps/${appId}`, { authorization });
  const expectUnauthorized = (answer: Answer) => {
    expect([answer.status, answer.body]).toEqual([401, { errors: [{ code: 'unauthorized', title: 'Authorization is required' }] }]);
    expect(answer.headers.get('www-authenticate')).toBe('Basic realm="parley", charset="UTF-8", Bearer');
  };

  beforeAll(async () => {
    api = await startApi();
    appId = (await createApp(api.database, { accountId: api.accountId })).id;
    const { id: integrationId } = await createIntegration(api.database, appId);
    keys = {
      account: api.accountKey,
      app: await createKey(api.database, { accountId: api.accountId, appId }),
      integration: await createKey(api.database, { accountId: api.accountId, appId, integrationId }),
    };
  });
  afterAll(() => api.close());

  describe('Basic', () => {
    it('takes key id and secret', async () => {
      expect((await ask(keys.app.basic)).status).toBe(200);
      expect((await ask(keys.account.basic)).status).toBe(200);
      expect((await ask(keys.app.basic.replace('Basic', 'bAsIc'))).status).toBe(200);
    });

    it.each([
      ['no credentials', () => undefined],
      ['an empty header', () => ''],
      ['another scheme', () => 'Digest username="x"'],
      ['a wrong secret', () => basic(keys.app.id, keys.account.secret)],
      ['an empty secret', () => basic(keys.app.id, '')],
      ['more than the secret', () => basic(keys.app.id, `${keys.app.secret}:more`)],
      ['an unknown key', () => basic(`app_${'0'.repeat(24)}`, keys.app.secret)],
      ['a key id of another form', () => basic("app_' or '1'='1", keys.app.secret)],
      ['an upper-case key id', () => basic(keys.app.id.toUpperCase(), keys.app.secret)],
      ['no colon', () => `Basic ${Buffer.from(keys.app.id).toString('base64')}`],
      ['no base64', () => 'Basic §§§'.replace(/§/g, '%')],
      ['a NUL byte in the key id', () => basic(`${keys.app.id}\0`, keys.app.secret)],
    ])('refuses %s with 401 and a challenge', async (_what, authorization) => {
      expectUnauthorized(await ask(authorization()));
    });
  });

  describe('JWT', () => {
    const header = () => ({ alg: 'HS256', typ: 'JWT', kid: keys.app.id });
    const payload = { scope: 'app' };
    const bearer = (token: string) => ask(`Bearer ${token}`);

    it('takes an HS256 token that names its key and its scope', async () => {
      expect((await bearer(jsonwebtoken.sign(payload, keys.app.secret, { keyid: keys.app.id }))).status).toBe(200);
      expect((await bearer(jsonwebtoken.sign({ scope: 'account' }, keys.account.secret, { keyid: keys.account.id }))).status).toBe(200);
    });

    it('honours exp and nbf with at most a minute of skew', async () => {
      const at = async (times: object) => (await bearer(forge(header(), { ...payload, ...times }, keys.app.secret))).status;
      expect(await at({ exp: secondsFromNow(600), nbf: secondsFromNow(-600) })).toBe(200);
      expect(await at({ exp: secondsFromNow(-30) })).toBe(200);
      expect(await at({ exp: secondsFromNow(-90) })).toBe(401);
      expect(await at({ nbf: secondsFromNow(30) })).toBe(200);
      expect(await at({ nbf: secondsFromNow(90) })).toBe(401);
      expect(await at({ exp: 'tomorrow' })).toBe(401);
    });

    it.each([
      ['a token signed with another secret', () => forge(header(), payload, keys.account.secret)],
      ['an unsigned token', () => unsigned({ ...header(), alg: 'none' }, payload)],
      ['an unsigned token that says HS256', () => unsigned(header(), payload)],
      ['HS512', () => forge({ ...header(), alg: 'HS512' }, payload, keys.app.secret, 'sha512')],
      ['HS384', () => forge({ ...header(), alg: 'HS384' }, payload, keys.app.secret, 'sha384')],
      ['RS256 in the header only', () => forge({ ...header(), alg: 'RS256' }, payload, keys.app.secret)],
      ['a header without kid', () => forge({ alg: 'HS256' }, payload, keys.app.secret)],
      ['a kid that is no string', () => forge({ alg: 'HS256', kid: [keys.app.id] }, payload, keys.app.secret)],
      ['the kid of another key', () => forge({ ...header(), kid: keys.account.id }, { scope: 'account' }, keys.app.secret)],
      ['an unknown kid', () => forge({ ...header(), kid: `app_${'0'.repeat(24)}` }, payload, keys.app.secret)],
      ['critical extensions', () => forge({ ...header(), crit: ['b64'], b64: false }, payload, keys.app.secret)],
      ['another scope than the key’s', () => forge(header(), { scope: 'account' }, keys.app.secret)],
      ['scope user', () => forge(header(), { scope: 'user', external_id: 'x' }, keys.app.secret)],
      ['no scope', () => forge(header(), {}, keys.app.secret)],
      ['scopes in an array', () => forge(header(), { scope: ['app'] }, keys.app.secret)],
      ['no payload', () => `${forge(header(), payload, keys.app.secret).split('.')[0]}..`],
      ['rubbish', () => 'a.b.c'],
      ['an empty token', () => ''],
      ['a truncated signature', () => forge(header(), payload, keys.app.secret).slice(0, -2)],
    ])('refuses %s with 401', async (_what, token) => {
      expectUnauthorized(await bearer(token()));
    });
  });

  describe('scopes', () => {
    it('a key of another scope is 403', async () => {
      for (const [method, path, key] of [
        ['GET', '/v2/apps', keys.app], ['POST', '/v2/apps', keys.app], ['GET', `/v2/apps/${appId}/keys`, keys.app], ['DELETE', `/v2/apps/${appId}`, keys.app],
        ['GET', `/v2/apps/${appId}`, keys.integration], ['GET', '/v2/apps', keys.integration],
      ] as const) {
        const answer = await call(api.url + path, { method, authorization: key.basic });
        expect([method, path, answer.status, codes(answer)]).toEqual([method, path, 403, ['forbidden']]);
      }
    });

    it('an app key sees its own app only: another one is the same 404 as an unknown one', async () => {
      const { id: sibling } = await createApp(api.database, { accountId: api.accountId });
      const other = await call(`${api.url}/v2/apps/${sibling}`, { authorization: keys.app.basic });
      const unknown = await call(`${api.url}/v2/apps/${'f'.repeat(24)}`, { authorization: keys.app.basic });
      expect([other.status, other.body]).toEqual([unknown.status, unknown.body]);
      expect([other.status, codes(other)]).toEqual([404, ['app_not_found']]);
    });
  });

  describe('an unknown key, and a remembered one that the request does not prove to hold, cost the same reads', () => {
    const unknown = `act_${'0'.repeat(24)}`;
    const token = (keyId: string, secret: string, times: object = {}) => `Bearer ${forge({ alg: 'HS256', typ: 'JWT', kid: keyId }, { scope: 'account', ...times }, secret)}`;

    it.each<[string, string, (key: TestKey) => string]>([
      ['Basic', 'an unknown key', ({ secret }) => basic(unknown, secret)],
      ['Basic', 'a wrong secret', ({ id }) => basic(id, 'wrong')],
      ['JWT', 'an unknown kid', ({ secret }) => token(unknown, secret)],
      ['JWT', 'a wrong signature', ({ id }) => token(id, 'wrong')],
      ['JWT', 'an expired token', ({ id, secret }) => token(id, secret, { exp: secondsFromNow(-90) })],
      ['JWT', 'a token that does not hold yet', ({ id, secret }) => token(id, secret, { nbf: secondsFromNow(90) })],
      ['JWT', 'another scope', ({ id, secret }) => token(id, secret, { scope: 'app' })],
    ])('%s: %s costs one', async (_scheme, _what, authorizationOf) => {
      const key = await createKey(api.database, { accountId: (await createAccount(api.database)).id });
      const authorization = authorizationOf(key);
      await call(`${api.url}/v2/apps`, { authorization: key.basic });
      const database = api.app.get(Database);
      const open = database.system.bind(database);
      const queries: jest.SpiedFunction<ReturnType<Database['system']>['query']>[] = [];
      const system = jest.spyOn(database, 'system').mockImplementation(() => {
        const sql = open();
        queries.push(jest.spyOn(sql, 'query'));
        return sql;
      });
      expectUnauthorized(await call(`${api.url}/v2/apps`, { authorization }));
      system.mockRestore();
      // What was refused before may be written down meanwhile, in a transaction.
      expect(queries.filter(({ mock }) => mock.calls.length > 0)).toHaveLength(1);
    });
  });
});
