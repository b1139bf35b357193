import { describe, expect, it } from '@jest/globals';
import type { Removed } from '@parley/backup';
import { keptBy } from './expire-outcome.js';

describe('what expiry could not remove', () => {
  const done: Removed = { zone: 'near', objects: 3, bytes: 30, refused: { objects: 0, names: [], reasons: [] } };

  it('is nothing where all went, also where nothing was to go', () => {
    expect([keptBy([]), keptBy([done])]).toEqual([undefined, undefined]);
  });

  it('is told with its zone, in the store’s words, and by what is to be done', () => {
    const locked: Removed = { ...done, zone: 'far', refused: { objects: 2, names: ['packs/aa/aa'], reasons: ['S3 refuses (AccessDenied)'] } };
    expect(keptBy([done, locked, { ...done, zone: 'third', stopped: 'S3 does not answer (TimeoutError)' }])?.split('\n')).toEqual([
      'Not everything that is to go is gone; the next run tries again',
      'far: 2 objects would not go, as they are locked or PARLEY_BACKUP_EXPIRY_PROFILE has no right to (S3 refuses (AccessDenied)): packs/aa/aa and others',
      'third: it was given up (S3 does not answer (TimeoutError))',
    ]);
  });
});
