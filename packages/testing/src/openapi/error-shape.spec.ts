import { describe, expect, it } from '@jest/globals';
import { errorFaults } from './error-shape.js';

const faults = (status: number, body: unknown) => errorFaults({ method: 'GET', path: '/v2/things', status, body });
const error = { code: 'bad_request', title: 'name is required' };

describe('errorFaults', () => {
  it('passes one error, and several of a 400', () => {
    expect(faults(404, { errors: [{ code: 'not_found', title: 'Resource not found' }] })).toEqual([]);
    expect(faults(400, { errors: [error, error] })).toEqual([]);
    expect(faults(200, { anything: 1 })).toEqual([]);
  });

  it.each<[string, number, unknown]>([
    ['no body', 500, undefined],
    ['no errors', 400, {}],
    ['an empty list', 400, { errors: [] }],
    ['more beside them', 400, { errors: [error], stack: 'x' }],
    ['more in one', 400, { errors: [{ ...error, value: 'x' }] }],
    ['no title', 400, { errors: [{ code: 'bad_request' }] }],
    ['an unknown code', 400, { errors: [{ ...error, code: 'oops' }] }],
    ['a title of several lines', 400, { errors: [{ ...error, title: 'a\nb' }] }],
    ['several errors of a 404', 404, { errors: [error, error] }],
    ['21 errors', 400, { errors: Array.from({ length: 21 }, () => error) }],
  ])('refuses %s', (_what, status, body) => {
    expect(faults(status, body)).toHaveLength(1);
  });
});
