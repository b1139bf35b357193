import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fits, type TextLimit, type TextUnit } from './text-limit.js';
import { splitText } from './split-text.js';

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const units = (most: number, unit: TextUnit = 'utf16'): TextLimit => ({ most, unit });
const withoutBlanks = (text: string) => text.replace(/\s/gu, '');

/** Texts of all that is hard to cut: families, flags, marks, scripts without blanks, addresses. */
const hard = fc.array(fc.oneof(
  fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }),
  fc.constantFrom('👩‍👩‍👧‍👦', '🇩🇪🇫🇷🇨🇭', 'e\u0301\u0327', '👍🏽', 'กำลังมาถึง', '今日は良い天気です。', 'क्षत्रिय', '\r\n', '\n\n', '. ', ' ', 'https://example.org/a?b=c&d=e#f', 'Mr. Smith can\'t'),
), { maxLength: 60 }).map((parts) => parts.join(''));

it('whatever the text: every piece is within the limit and none is empty, and together they are the text but for blanks', () => {
  fc.assert(fc.property(hard, fc.integer({ min: 8, max: 80 }), fc.constantFrom<TextUnit>('utf16', 'codePoints', 'bytes'), (text, most, unit) => {
    const pieces = splitText(text, { most, unit });
    expect(pieces.filter((piece) => piece.trim() === '' || !fits(piece, { most, unit }))).toEqual([]);
    expect(withoutBlanks(pieces.join(''))).toBe(withoutBlanks(text));
  }));
});

it('whatever the text: what people see as one character stays whole, if it fits at all', () => {
  fc.assert(fc.property(hard, fc.integer({ min: 30, max: 80 }), (text, most) => {
    fc.pre(text.trim() !== '' && [...graphemes.segment(text)].every(({ segment }) => segment.length <= most));
    const boundaries = new Set([...graphemes.segment(text)].map(({ index }) => index).concat(text.length));
    let from = 0;
    for (const piece of splitText(text, units(most))) {
      from = text.indexOf(piece, from);
      expect([boundaries.has(from), boundaries.has(from + piece.length)]).toEqual([true, true]);
      from += piece.length;
    }
  }));
});

describe('a cut is made', () => {
  it.each<[string, string, number, readonly string[]]>([
    ['nowhere, if all of it fits', ' a b ', 5, [' a b ']],
    ['at the end of a paragraph', 'One. Two.\n\nThree. Four.', 20, ['One. Two.', 'Three. Four.']],
    ['not at a paragraph that leaves most of a message empty', 'A\n\nOne two. Three four. Five', 22, ['A\n\nOne two.', 'Three four. Five']],
    ['else at the end of a line', 'One. Two.\nThree. Four.', 18, ['One. Two.', 'Three. Four.']],
    ['else at the end of a sentence', 'One two. Three four five', 16, ['One two.', 'Three four five']],
    ['at the end of a sentence without blanks', '今日は良い天気です。明日も晴れ', 12, ['今日は良い天気です。', '明日も晴れ']],
    ['else at the end of a word', 'one two three four', 12, ['one two', 'three four']],
    ['not within a word that an apostrophe is in', 'I really can\'t', 13, ['I really', 'can\'t']],
    ['at the end of a word of a language without blanks', 'กำลังมาถึงแล้ว', 12, ['กำลังมาถึง', 'แล้ว']],
    ['before a long word', 'a bbbbbbbbbb', 10, ['a', 'bbbbbbbbbb']],
    ['within a word that is longer than a message', 'a bbbbbbbbbbbb', 10, ['a', 'bbbbbbbbbb', 'bb']],
    ['before an address', 'See https://a.org/?b=c. Bye', 20, ['See', 'https://a.org/?b=c.', 'Bye']],
    ['behind an address that begins a message', 'https://a.org/?b=c-d-e x yyyyyyyyyyyyyy', 30, ['https://a.org/?b=c-d-e', 'x yyyyyyyyyyyyyy']],
    ['before an address that a letter is glued to', 'xxx ahttps://a.org/bc', 18, ['xxx', 'ahttps://a.org/bc']],
    ['within an address that is longer than a message', `See https://a.org/${'b'.repeat(12)}`, 20, ['See', 'https://a.org/', 'bbbbbbbbbbbb']],
    ['between two flags', '🇩🇪🇫🇷🇨🇭', 10, ['🇩🇪🇫🇷', '🇨🇭']],
    ['between two families', '👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 21, ['👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦']],
    ['between code points of a character that is longer than a message', `e${'\u0301'.repeat(5)}`, 4, [`e${'\u0301'.repeat(3)}`, '\u0301'.repeat(2)]],
    ['not where there is nothing to say', ' \n '.repeat(9), 4, []],
  ])('%s', (_where, text, most, pieces) => {
    expect(splitText(text, units(most))).toEqual(pieces);
  });

  it('by what the vendor counts: bytes, code points, UTF-16 units', () => {
    const text = '👍👍👍👍';
    expect([splitText(text, units(8, 'bytes')), splitText(text, units(3, 'codePoints')), splitText(text, units(4))])
      .toEqual([['👍👍', '👍👍'], ['👍👍👍', '👍'], ['👍👍', '👍👍']]);
  });
});

it.each<[string, string]>([
  ['words', 'word '.repeat(20_000)],
  ['one word', 'x'.repeat(100_000)],
  ['blanks between words', `a${' '.repeat(99_998)}b`],
  ['line ends', '\n a'.repeat(33_333)],
  ['addresses', 'https://a.org/b '.repeat(6_250)],
  ['one address', `https://a.org/${'b'.repeat(99_986)}`],
  ['marks', `e${'\u0301'.repeat(99_999)}`],
  ['flags', '🇩🇪'.repeat(25_000)],
  ['Thai', 'กำลังมาถึง'.repeat(10_000)],
  ['stops', '.'.repeat(100_000)],
])('100,000 characters take less than the square of their number: %s', (_what, text) => {
  const seconds = (of: string) => {
    const started = process.cpuUsage();
    splitText(of, units(160));
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1e6;
  };
  seconds(text.slice(0, 12_500));
  const eighth = seconds(text.slice(0, 12_500));
  // eight times as long: the square would take 64 times as much; what is too short to measure counts as 20 ms
  expect(seconds(text)).toBeLessThan(Math.max(eighth, 0.02) * 24);
});
