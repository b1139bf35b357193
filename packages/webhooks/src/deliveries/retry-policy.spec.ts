import { describe, expect, it } from '@jest/globals';
import { judge } from './retry-policy.js';

const WAITS = [15, 60, 225, 600];
const answered = (status: number) => ({ kind: 'answered', status }) as const;

describe('judge', () => {
  it.each([200, 201, 202, 204, 299])('takes %i as delivered', (status) => expect(judge(answered(status), 1, WAITS)).toEqual({ kind: 'delivered' }));

  it.each([400, 401, 403, 404, 406])('does not retry after %i', (status) =>
    expect(judge(answered(status), 1, WAITS)).toEqual({ kind: 'dead', reason: `http_${status}` }));

  it.each([300, 301, 302, 304, 307, 308, 402, 405, 408, 409, 410, 418, 422, 429, 500, 502, 503, 504])('retries after %i', (status) =>
    expect(judge(answered(status), 1, WAITS)).toEqual({ kind: 'retry', seconds: 15, reason: `http_${status}` }));

  it('attempts five times, at growing intervals, within 15 minutes', () => {
    const verdicts = [1, 2, 3, 4, 5].map((attempt) => judge({ kind: 'failed', code: 'timeout' }, attempt, WAITS));
    expect(verdicts.map((verdict) => (verdict.kind === 'retry' ? verdict.seconds : verdict.kind))).toEqual([15, 60, 225, 600, 'dead']);
    expect(WAITS.reduce((sum, wait) => sum + wait)).toBeLessThanOrEqual(15 * 60);
  });
});
