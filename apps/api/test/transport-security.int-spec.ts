import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { call } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';

const FORBIDDEN = { errors: [{ code: 'forbidden', title: 'TLS required' }] };

describe('credentials over plain HTTP', () => {
  let development: RunningApi;
  let behindProxy: RunningApi;
  const ask = (api: RunningApi, forwarded?: string, path = '/v2/apps') =>
    call(api.url + path, {
      authorization: development.accountKey.basic,
      headers: forwarded === undefined ? {} : { 'x-forwarded-proto': forwarded },
    });

  beforeAll(async () => {
    development = await startApi();
    behindProxy = await startApi({ trustedProxies: ['127.0.0.0/8'] }, development.database);
  });
  afterAll(async () => {
    for (const api of [behindProxy, development]) await api.close();
  });

  it('are fine for a development server', async () => {
    expect((await ask(development)).status).toBe(200);
    expect((await ask(behindProxy)).status).toBe(200);
  });

  it.each(['http', 'HTTP', 'https, http', 'http,https'])('are refused with 403 when X-Forwarded-Proto says %s, never redirected', async (forwarded) => {
    for (const api of [development, behindProxy]) {
      for (const path of ['/v2/apps', '/v2/nowhere']) {
        const answer = await ask(api, forwarded, path);
        expect([answer.status, answer.body, answer.headers.get('location')]).toEqual([403, FORBIDDEN, null]);
      }
    }
  });

  it('a trusted proxy’s https counts as TLS, and brings HSTS', async () => {
    const answer = await ask(behindProxy, 'https');
    expect([answer.status, answer.headers.get('strict-transport-security')]).toEqual([200, 'max-age=63072000; includeSubDomains']);
  });

  it('there is no HSTS over plain HTTP, nor for the word of somebody who is not trusted', async () => {
    expect((await ask(development)).headers.has('strict-transport-security')).toBe(false);
    expect((await ask(development, 'https')).headers.has('strict-transport-security')).toBe(false);
  });
});
