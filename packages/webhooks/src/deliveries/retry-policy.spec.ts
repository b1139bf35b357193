import { describe, expect, it } from '@jest/globals';
import { judge } from './retry-policy.js';

const WAITS = [15, 60, 225, 600];
const answered = (status: number) => ({ kind: 'answered', status }) as const;

describe('judge', () => {
  it.each([200, 201, 202, 204, 299])('takes %i as delivered', (status) => expect(judge(answered(status), 1, WAITS)).toEqual({ kind: 'delivered' }));

  it.each([400, 401, 403, 404, 406])('does not retry after %i', (status) =>
    expect(judge(answered(status), 1, WAITS)).toEqual({ kind: 'dead' }));

  it.each([300, 301, 302, 304, 307, 308, 402, 405, 408, 409, 410, 418, 422, 429, 500, 502, 503, 504])('retries after %i', (status) =>
    expect(judge(answered(status), 1, WAITS)).toEqual({ kind: 'retry', seconds: 15, counts: true }));

  it('attempts five times, at growing intervals, within 15 minutes', () => {
    const verdicts = [1, 2, 3, 4, 5].map((attempt) => judge({ kind: 'failed', code: 'timeout' }, attempt, WAITS));
    expect(verdicts.map((verdict) => (verdict.kind === 'retry' ? verdict.seconds : verdict.kind))).toEqual([15, 60, 225, 600, 'dead']);
    expect(WAITS.reduce((sum, wait) => sum + wait)).toBeLessThanOrEqual(15 * 60);
  });

  it('lets nothing die of a paused webhook that does not answer, and what is refused for good only as often as a delivery is attempted', () => {
    for (const outcome of [answered(503), { kind: 'failed', code: 'timeout' } as const]) expect(judge(outcome, 5, WAITS, true)).toEqual({ kind: 'retry', seconds: 1, counts: false });
    expect([1, 4, 5].map((attempt) => judge(answered(401), attempt, WAITS, true))).toEqual([
      { kind: 'retry', seconds: 1, counts: true }, { kind: 'retry', seconds: 1, counts: true }, { kind: 'dead' },
    ]);
    expect(judge(answered(200), 5, WAITS, true)).toEqual({ kind: 'delivered' });
    expect(judge({ kind: 'failed', code: 'unreadable' }, 1, WAITS, true)).toEqual({ kind: 'dead' });
  });
});
