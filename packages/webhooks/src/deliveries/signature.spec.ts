import { expect, it } from '@jest/globals';
import { wallClock } from '@parley/kernel';
import { Webhook } from 'standardwebhooks';
import { newSecret } from '../webhooks/secret-rotation.js';
import { originHeaders } from './signature.js';

const BODY = '{"events":[{"text":"Grüße, €"}]}';
const [target, secret, before, other] = ['https://example.com/', newSecret(), newSecret(), newSecret()];
const until = (inMs: number) => new Date(wallClock() + inMs).toISOString();
const verify = (by: string, headers: Record<string, string>, body = BODY) => new Webhook(by).verify(body, headers);

it('Standard Webhooks: the official library verifies a call by the secret as the API shows it, also with its prefix', () => {
  const headers = originHeaders({ target, secret }, 'e1', BODY);
  for (const shown of [secret, `whsec_${secret}`]) expect(verify(shown, headers)).toEqual(JSON.parse(BODY));
  expect(headers).toMatchObject({ 'X-API-Key': secret, 'webhook-id': 'e1', 'webhook-signature': expect.stringMatching(/^v1,[A-Za-z0-9+/]{43}=$/) });
});

it('Standard Webhooks: another secret, body, id or time does not verify', () => {
  const headers = originHeaders({ target, secret }, 'e1', BODY);
  const wrong = (by: string, changed: Record<string, string>, body?: string) => () => verify(by, { ...headers, ...changed }, body);
  for (const attempt of [
    wrong(other, {}), wrong(secret, {}, `${BODY} `), wrong(secret, { 'webhook-id': 'e2' }), wrong(secret, { 'webhook-timestamp': String(Number(headers['webhook-timestamp']) - 1) }),
  ]) expect(attempt).toThrow('No matching signature found');
});

it('while two secrets are valid either verifies, and X-API-Key is the one before; afterwards the new one alone does', () => {
  const during = originHeaders({ target, secret, previous: { secret: before, until: until(60_000) } }, 'e1', BODY);
  for (const by of [secret, before]) expect(verify(by, during)).toEqual(JSON.parse(BODY));
  expect(during['X-API-Key']).toBe(before);
  const after = originHeaders({ target, secret, previous: { secret: before, until: until(-1) } }, 'e1', BODY);
  expect(verify(secret, after)).toEqual(JSON.parse(BODY));
  expect(() => verify(before, after)).toThrow('No matching signature found');
  expect(after['X-API-Key']).toBe(secret);
});
