import { describe, expect, it } from '@jest/globals';
import { idempotencyOf } from './idempotency.js';
import type { ApiRequest } from './request.js';

const request = (key: unknown, changes: object = {}) =>
  ({
    method: 'POST',
    headers: { 'idempotency-key': key },
    routeOptions: { url: '/v2/apps/:appId/users' },
    params: { appId: 'a' },
    rawBody: Buffer.from('{}'),
    ...changes,
  }) as unknown as ApiRequest;

describe('Idempotency-Key', () => {
  it('is optional, and only read on POST', () => {
    expect(idempotencyOf(request(undefined))).toBeUndefined();
    expect(idempotencyOf(request('x', { method: 'PATCH' }))).toBeUndefined();
  });

  it.each(['!', '~', 'x'.repeat(255), '8e03978e-40d5-43e8-bc93-6894a57f9324'])('may be %j', (key) => {
    expect(idempotencyOf(request(key))).toMatchObject({ keyHash: expect.any(Buffer), bodyHash: expect.any(Buffer) });
  });

  it.each(['', ' ', 'a b', 'x'.repeat(256), 'é', 'a\tb', ['a', 'b']])('may not be %j', (key) => {
    expect(() => idempotencyOf(request(key))).toThrow('Idempotency-Key should be 1 to 255 visible ASCII characters');
  });

  it('names one request of one operation: path ids tell operations apart, bodies do not', () => {
    const operation = (changes: object) => idempotencyOf(request('x', changes))?.operation;
    expect(operation({ params: { appId: 'b' } })).not.toBe(operation({}));
    expect(operation({ routeOptions: { url: '/v2/apps/:appId/conversations' } })).not.toBe(operation({}));
    expect(operation({ rawBody: Buffer.from('{"a":1}') })).toBe(operation({}));
  });

  it('keeps digests, neither the key nor the body', () => {
    const found = idempotencyOf(request('secret-key', { rawBody: Buffer.from('secret-body') }));
    expect(JSON.stringify(found)).not.toContain('secret');
    expect([found?.keyHash.length, found?.bodyHash.length]).toEqual([32, 32]);
  });
});
