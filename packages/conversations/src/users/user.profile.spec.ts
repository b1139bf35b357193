import { describe, expect, it } from '@jest/globals';
import { mergeProfile } from './user.profile.js';

describe('mergeProfile', () => {
  it('keeps what is not mentioned, sets what is given, clears what is null', () => {
    expect(mergeProfile({ givenName: 'Ada', surname: 'L', locale: 'en' }, { givenName: undefined, surname: null, locale: 'fr' })).toEqual({ givenName: 'Ada', locale: 'fr' });
  });

  it('changes nothing without a change', () => {
    expect(mergeProfile({ email: 'a@example.org' }, undefined)).toEqual({ email: 'a@example.org' });
  });
});
