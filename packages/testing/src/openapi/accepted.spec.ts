import { describe, expect, it } from '@jest/globals';
import { judgeDifferences } from './accepted.js';

describe('judgeDifferences', () => {
  it('lets a star stand for anything, and nothing else for something', () => {
    const accepted = [{ pattern: 'A request x[]<y>.z: *', reason: 'test' }];
    expect(judgeDifferences(['A request x[]<y>.z: missing', 'A request x[]<y>_z: missing'], accepted).unexplained).toEqual(['A request x[]<y>_z: missing']);
  });

  it('reports an acceptance that nothing needs any more', () => {
    expect(judgeDifferences([], [{ pattern: 'gone', reason: 'test' }])).toEqual({ unexplained: [], stale: ['gone'] });
  });
});
