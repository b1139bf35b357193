import { describe, expect, test } from '@jest/globals';
import { titlesOf } from '../../test/titles-of.js';
import { StringField } from './string.field.js';

class Body {
  @StringField({ optional: true, min: 2, max: 4 })
  short?: string;

  @StringField({ optional: true, multiline: true })
  lines?: string;

  @StringField({ optional: true, format: 'uri' })
  url?: string;

  @StringField({ optional: true, format: 'link' })
  link?: string;

  @StringField({ optional: true, format: 'email', nullable: true })
  email?: string | null;

  @StringField({ optional: true, pattern: /^[a-z]+$/, patternMeaning: 'be lower-case letters' })
  lower?: string;
}

const titles = (body: object): readonly string[] => titlesOf(Body, body);

describe('a string has a length in code points', () => {
  test.each(['ab', 'abcd', 'äöüß', '😀😀', '😀😀😀😀'])('%s is accepted', (short) => {
    expect(titles({ short })).toEqual([]);
  });

  test.each(['', 'a', '😀', 'abcde', '😀😀😀😀😀'])('%j is refused', (short) => {
    expect(titles({ short })).toEqual(['short should be between 2 and 4 characters']);
  });
});

test.each([1, true, {}, ['ab'], 12.5])('nothing is coerced to a string: %j', (short) => {
  expect(titles({ short })).toEqual(['short should be a string']);
});

describe('characters', () => {
  test('lines may hold tabs and line breaks', () => {
    expect(titles({ lines: 'a\tb\r\nc' })).toEqual([]);
  });

  test.each(['a\u0000b', 'a\u0001', '\u001f', 'a\u000bb', '\u007f', 'a\u0080', 'a\u0085b', '\u009f'])('control characters are refused: %j', (lines) => {
    expect(titles({ lines })).toEqual(['lines should not contain control characters']);
  });

  test.each(['a\nb', 'a\tb', 'a\u007f', '\u0085a'])('a string of one line holds no line break or tab: %j', (short) => {
    expect(titles({ short })).toEqual(['short should not contain control characters']);
  });

  test('what follows the controls is accepted', () => {
    expect(titles({ lines: 'a ~\u00a0\u200d' })).toEqual([]);
  });

  test.each(['a\ud800', '\udc00a', '\udc00\ud800'])('lone surrogates are refused: %j', (lines) => {
    expect(titles({ lines })).toEqual(['lines should be well-formed Unicode']);
  });
});

describe('formats', () => {
  test.each(['https://example.org', 'http://localhost:1/a?b[]=c#d', 'HTTPS://example.org/%20'])('a URL: %s', (url) => {
    expect(titles({ url })).toEqual([]);
  });

  test.each(['example.org', '/a', '//a.org', 'ftp://a.org', 'javascript:alert(1)', 'https://', 'https://a b', ' https://a.org', 'https://a.org/ä', 'https://a.org/%z'])(
    'not a URL: %j',
    (url) => expect(titles({ url })).toEqual(['url should be an absolute http or https URL']),
  );

  test.each(['tel:+4912345', 'mailto:a@example.org', 'myapp://open/1', 'https://example.org'])('a button may open %s', (link) => {
    expect(titles({ link })).toEqual([]);
  });

  test.each(['javascript:alert(1)', 'JavaScript:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd', 'about:blank', 'x'])(
    'a button may not open %s',
    (link) => expect(titles({ link })).toEqual(['link should be an absolute URI']),
  );

  test('an email address', () => {
    expect(titles({ email: 'jane.doe@example.org' })).toEqual([]);
    expect(titles({ email: 'jane' })).toEqual(['email should be an email address']);
  });

  test('a pattern is named in words', () => {
    expect(titles({ lower: 'A' })).toEqual(['lower should be lower-case letters']);
  });
});

test('null is accepted only where it is said', () => {
  expect(titles({ email: null })).toEqual([]);
  expect(titles({ short: null })).toEqual(['short should not be null']);
});
