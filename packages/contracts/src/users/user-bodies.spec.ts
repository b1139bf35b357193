import { expect, test } from '@jest/globals';
import { titlesOf } from '../../test/titles-of.js';
import { readBody } from '../fields/index.js';
import { UserCreateBody, UserUpdateBody } from './user-bodies.js';

const titles = (body: object): readonly string[] => titlesOf(UserCreateBody, body);

test.each([
  {},
  { externalId: 'x'.repeat(1024), brandId: null, signedUpAt: '2020-05-21T15:53:30.197Z', toBeRetained: true, metadata: null },
  { profile: { givenName: 'Jane', surname: 'D'.repeat(128), email: 'jane@example.org', avatarUrl: 'https://example.org/a.jpg', locale: 'fr-CA' } },
  { profile: { givenName: null, surname: null, email: null, avatarUrl: null, locale: null } },
])('accepted: %j', (body) => expect(titles(body)).toEqual([]));

test.each([
  [{ externalId: '' }, 'externalId should be between 1 and 1024 characters'],
  [{ externalId: 'x'.repeat(1025) }, 'externalId should be between 1 and 1024 characters'],
  [{ externalId: null }, 'externalId should not be null'],
  [{ brandId: 'x'.repeat(25) }, 'brandId should be between 1 and 24 characters'],
  [{ toBeRetained: 'yes' }, 'toBeRetained should be a boolean'],
  [{ profile: { givenName: '' } }, 'profile.givenName should be between 1 and 128 characters'],
  [{ profile: { surname: 'x'.repeat(129) } }, 'profile.surname should be between 1 and 128 characters'],
  [{ profile: { email: 'nobody' } }, 'profile.email should be an email address'],
  [{ profile: { avatarUrl: 'a.jpg' } }, 'profile.avatarUrl should be an absolute http or https URL'],
  [{ profile: { locale: 'not a language' } }, 'profile.locale should be a BCP 47 language tag'],
])('refused: %j', (body, title) => expect(titles(body)).toEqual([title]));

test.each([
  'de', 'fr-CA', 'zh-Hant-TW', 'sl-rozaj-biske-1994', 'de-CH-1901', 'es-419', 'en-u-ca-gregory', 'en-x-business', 'en-GB-oed',
  'x-whatever', 'x-de-1234', 'X-KLINGON', 'i-klingon', 'i-default', 'I-enochian',
])('a locale may be any BCP 47 tag, also of private use or grandfathered (RFC 5646, 2.1): %s', (locale) => expect(titles({ profile: { locale } })).toEqual([]));

test.each(['x', 'i', 'x-', 'a-DE', 'x-123456789', 'i--klingon', '12', 'de-', '-de', 'de-AT\u00c4'])('no locale: %j', (locale) =>
  expect(titles({ profile: { locale } })).toEqual(['profile.locale should be a BCP 47 language tag']));

test('externalId is set at creation only', () => {
  expect(readBody(UserUpdateBody, { externalId: 'x', toBeRetained: true })).toEqual({ value: { toBeRetained: true } });
});
