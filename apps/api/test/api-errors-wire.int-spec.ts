import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { expectError } from './support/expect-error.js';
import { send, sendBytes } from './support/raw-http.js';
import { startApi, type RunningApi } from './support/running-api.js';

const BAD = { status: 400, code: 'bad_request' };
const UNAUTHORIZED = { status: 401, code: 'unauthorized' };

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const get = (path: string, headers: Record<string, string | string[]> = {}) => send(api.url, { path, headers: { authorization: api.accountKey.basic, ...headers } });

describe('A request line', () => {
  it.each(['/v2/apps/%', '/v2/apps/%zz', '/v2/apps/%E0%A4%A', '/v2/apps/%C0%AE', '/v2/apps/%ED%A0%80', '/v2/apps/%00', '/v2/apps/x%00y', '/v2/%ff'])('with the path %s: 400 or 404', async (path) => {
    const answer = await get(path);
    expectError(answer, answer.status === 404 ? { status: 404, code: path === '/v2/%ff' ? 'not_found' : 'app_not_found' } : BAD);
  });

  it.each(['/v2/apps?%', '/v2/apps?page[size]=%zz', '/v2/apps?%E0%A4%A=%C0', '/v2/apps?a=%00', '/v2/apps?__proto__[x]=1&constructor[prototype][y]=1', '/v2/apps?page[__proto__][x]=1', '/v2/apps?&&&=&?#'])(
    'with the query of %s is never our fault',
    async (path) => {
      const answer = await get(path);
      if (answer.status !== 200) expectError(answer, BAD);
    },
  );

  it('with a query of 12 kB is answered, of 20 kB refused: 414 or 431', async () => {
    expect((await get(`/v2/apps?x=${'y'.repeat(12_000)}`)).status).toBe(200);
    const answer = await get(`/v2/apps?x=${'y'.repeat(20_000)}`);
    expect([414, 431]).toContain(answer.status);
    expectError(answer, { status: answer.status, code: 'bad_request' });
  });

  it.each(['GET\r\n\r\n', 'hello\r\n\r\n', 'GET / HTTP/9.9\r\nhost: x\r\n\r\n', 'FOO / HTTP/1.1\r\nhost: x\r\n\r\n', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n', 'GET /a b HTTP/1.1\r\nhost: x\r\n\r\n'])(
    'that is no HTTP (%j): 400',
    async (bytes) => {
      expectError(await sendBytes(api.url, bytes), BAD);
    },
  );

  it('that is no HTTP is answered with a request id as any other, of its own', async () => {
    const answers = [await sendBytes(api.url, 'hello\r\n\r\n'), await sendBytes(api.url, 'hello\r\n\r\n'), await get('/v2/apps', { 'x-large': 'y'.repeat(20_000) }), await get('/v2/apps')];
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 431, 200]);
    for (const { headers } of answers) expect(headers).toMatchObject({ 'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/), 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
    expect(new Set(answers.map(({ headers }) => headers['x-request-id'])).size).toBe(4);
  });
});

describe('Headers', () => {
  const start = 'POST /v2/apps HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n';
  it.each([
    ['two lengths', 'content-length: 2\r\ncontent-length: 3\r\n\r\n{}'], ['a length and chunks', 'content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'], ['a negative length', 'content-length: -1\r\n\r\n{}'],
    ['a length that is no number', 'content-length: x\r\n\r\n{}'], ['a bare line', 'nonsense\r\n\r\n'], ['a space before the colon', 'x : y\r\n\r\n'], ['a control character', 'x: a\u0001b\r\n\r\n'], ['NUL', 'x: a\0b\r\n\r\n'],
    ['a chunk that is none', 'transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n'], ['an unknown encoding', 'transfer-encoding: gzip\r\n\r\n{}'],
  ])('with %s: 400', async (_name, rest) => {
    const answer = await sendBytes(api.url, start + rest);
    expectError(answer, answer.status === 401 ? UNAUTHORIZED : BAD);
    expect(answer.status).not.toBe(201);
  });

  it('of 20 kB: 431', async () => {
    expectError(await get('/v2/apps', { 'x-large': 'y'.repeat(20_000) }), { status: 431, code: 'bad_request' });
  });

  it('without host: 400', async () => {
    expectError(await sendBytes(api.url, 'GET /v2/apps HTTP/1.1\r\nconnection: close\r\n\r\n'), BAD);
  });

  it('that announce more than 100 kB: 413, before the body comes', async () => {
    const head = `${start}authorization: ${api.accountKey.basic}\r\ncontent-length: 10000000000\r\n\r\n`;
    expectError(await sendBytes(api.url, head), { status: 413, code: 'payload_too_large' });
  });

  it('of chunks that are more than 100 kB: 413', async () => {
    const chunk = `8000\r\n${' '.repeat(0x8000)}\r\n`;
    const head = `${start}authorization: ${api.accountKey.basic}\r\ntransfer-encoding: chunked\r\n\r\n`;
    expectError(await sendBytes(api.url, head + chunk.repeat(4)), { status: 413, code: 'payload_too_large' });
  });

  it('cannot change the method, the path or who asks', async () => {
    const answer = await get('/v2/apps', { 'x-http-method-override': 'DELETE', 'x-original-url': '/v2/nothing', 'x-rewrite-url': '/v2/nothing', 'x-forwarded-host': 'evil.example' });
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain('evil.example');
    const refused = await send(api.url, { path: '/v2/apps', headers: { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-user': api.accountKey.id } });
    expectError(refused, UNAUTHORIZED);
  });

  it.each<[string, string | string[]]>([['empty', ''], ['over-long', 'x'.repeat(256)], ['with a space', 'a b'], ['twice', ['a', 'b']], ['not ASCII', 'ä']])('with an Idempotency-Key that is %s: 400', async (_name, key) => {
    const headers = { authorization: api.accountKey.basic, 'content-type': 'application/json', 'idempotency-key': key };
    const { app } = JSON.parse((await send(api.url, { method: 'POST', path: '/v2/apps', headers: { ...headers, 'idempotency-key': 'fine' }, body: { displayName: 'x' } })).text) as { app: { id: string } };
    expectError(await send(api.url, { method: 'POST', path: `/v2/apps/${app.id}/users`, headers, body: {} }), { ...BAD, title: /Idempotency-Key/ });
  });
});

describe('Credentials', () => {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const sign = (header: object, payload: object, hash = 'sha256') => {
    const signed = `${encode(header)}.${encode(payload)}`;
    return `Bearer ${signed}.${createHmac(hash, api.accountKey.secret).update(signed).digest('base64url')}`;
  };
  const kid = () => ({ kid: api.accountKey.id });
  const now = () => Math.floor(Date.now() / 1000);

  it('that are right pass', async () => {
    expect((await get('/v2/apps', { authorization: sign({ alg: 'HS256', ...kid() }, { scope: 'account' }) })).status).toBe(200);
  });

  it.each<[string, () => string]>([
    ['empty', () => ''], ['of another scheme', () => `Digest ${api.accountKey.secret}`], ['Basic alone', () => 'Basic'], ['Basic without a colon', () => `Basic ${btoa('x')}`], ['Basic that is no base64', () => 'Basic %%%'],
    ['Basic of an unknown key', () => `Basic ${btoa('act_x:y')}`], ['Basic with a wrong secret', () => `Basic ${btoa(`${api.accountKey.id}:wrong`)}`], ['Basic with NUL', () => `Basic ${btoa(`${api.accountKey.id}\0:x`)}`],
    ['Basic of ten kilobytes', () => `Basic ${'x'.repeat(10_000)}`], ['Bearer alone', () => 'Bearer'], ['Bearer of nonsense', () => 'Bearer a.b.c'], ['Bearer that is not JSON', () => `Bearer ${btoa('{')}.${btoa('{')}.x`],
    ['unsigned', () => `Bearer ${encode({ alg: 'none', ...kid() })}.${encode({ scope: 'account' })}.`], ['signed by HS512', () => sign({ alg: 'HS512', ...kid() }, { scope: 'account' }, 'sha512')],
    ['without kid', () => sign({ alg: 'HS256' }, { scope: 'account' })], ['with a kid that is no string', () => sign({ alg: 'HS256', kid: { $ne: 1 } }, { scope: 'account' })],
    ['without scope', () => sign({ alg: 'HS256', ...kid() }, {})], ['of a scope that is not the key\'s', () => sign({ alg: 'HS256', ...kid() }, { scope: 'app' })],
    ['expired', () => sign({ alg: 'HS256', ...kid() }, { scope: 'account', exp: now() - 120 })], ['of the future', () => sign({ alg: 'HS256', ...kid() }, { scope: 'account', nbf: now() + 120 })],
  ])('%s: 401 with a challenge', async (_name, authorization) => {
    const answer = await get('/v2/apps', { authorization: authorization() });
    expectError(answer, UNAUTHORIZED);
    expect(String(answer.headers['www-authenticate'])).toMatch(/Basic/);
  });

  it('are asked for before anything is told about the route, the app or the body', async () => {
    const anonymous = [{ path: '/v2/apps/ffffffffffffffffffffffff' }, { method: 'POST', path: '/v2/apps', body: {}, headers: { 'content-type': 'application/json' } }];
    for (const request of anonymous) expectError(await send(api.url, request), UNAUTHORIZED);
  });
});
