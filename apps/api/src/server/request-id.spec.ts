import { expect, it } from '@jest/globals';
import { requestId } from './request-id.js';

const idFor = (given?: string) => requestId({ headers: { 'x-request-id': given } });

it('keeps the caller’s sane id', () => {
  expect(idFor('Root=1-67891233-abcdef012345678912345678')).toBe('Root=1-67891233-abcdef012345678912345678');
});

it.each([undefined, '', 'x'.repeat(129), 'a b', 'a\u0001', '<script>', 'a"b', 'é'])('makes one instead of %j', (given) => {
  expect(idFor(given)).toMatch(/^[0-9a-f-]{36}$/);
});
