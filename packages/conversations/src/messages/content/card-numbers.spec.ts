import { describe, expect, it } from '@jest/globals';
import { maskCardNumbers } from './card-numbers.js';

describe('a card number: 13 to 19 digits that satisfy the Luhn check', () => {
  it.each([
    ['4222222222222', '*********2222'],
    ['378282246310005', '***********0005'],
    ['4111111111111111', '************1111'],
    ['6304000000000000000', '***************0000'],
    ['3782 822463 10005', '**** ****** *0005'],
    ['4111-1111-1111-1111', '****-****-****-1111'],
    ['4111\u00a01111\u00a01111\u00a01111', '****\u00a0****\u00a0****\u00a01111'],
    ['4-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1', '*-*-*-*-*-*-*-*-*-*-*-*-1-1-1-1'],
  ])('%s', (number, masked) => {
    expect(maskCardNumbers(number)).toBe(masked);
    expect(maskCardNumbers(`Pay by ${number}, please`)).toBe(`Pay by ${masked}, please`);
    expect(maskCardNumbers(`(${number})${number}x`)).toBe(`(${masked})${masked}x`);
  });

  it.each([
    ['a check digit that is wrong', '4111111111111112'],
    ['12 digits', '424242424242'],
    ['20 digits', '42424242424242424242'],
    ['part of a longer digit run', '94111111111111111000000'],
    ['two spaces', '4111  1111 1111 1111'],
    ['a line break', '4111 1111\n1111 1111'],
    ['decimals of a number', '13.4111111111111111'],
    ['a list of numbers', '10 20 30 40 50 60 70 80 90 10 20 30 40 50 60 70 80 90'],
    ['milliseconds since 1970: no network’s card begins with 1', '1764000000000'],
    ['nanoseconds since 1970', '1764000000000000000'],
    ['begins with 0', '0000000000000000'],
    ['begins with 7', '7000000000000005'],
    ['no digits', 'Hello'],
    ['nothing', ''],
  ])('is not: %s', (_what, text) => {
    expect(maskCardNumbers(text)).toBe(text);
  });

  it.each([
    ['4111 1111 1111 1111 12/27', '**** **** **** 1111 12/27'],
    ['4111 1111 1111 1111 123', '**** **** **** 1111 123'],
    ['12 4111 1111 1111 1111', '12 **** **** **** 1111'],
    ['4111111111111111 5555555555554444', '************1111 ************4444'],
  ])('is found beside other digits: %s', (text, masked) => expect(maskCardNumbers(text)).toBe(masked));
});

describe('in HTML', () => {
  it.each([
    ['<p>4111 <b>1111</b> 1111 1111</p>', '<p>**** <b>****</b> **** 1111</p>'],
    ['41<i>11</i>111111111111', '**<i>**</i>********1111'],
    ['4111\n1111   1111 1111', '****\n****   **** 1111'],
    ['<a href="https://example.org/4111111111111111">4111111111111111</a>', '<a href="https://example.org/4111111111111111">************1111</a>'],
    ['<p>4111 1111</p><p>1111 1111</p>', '<p>4111 1111</p><p>1111 1111</p>'],
    ['4111 1111<br />1111 1111', '4111 1111<br />1111 1111'],
  ])('what a reader sees counts, and addresses stay: %s', (html, masked) => expect(maskCardNumbers(html, 'html')).toBe(masked));
});

it('takes time in proportion to the length, whatever the text', () => {
  const length = 100_000;
  for (const piece of ['4', '4 ', '4111 ', '4-', '<', '<b', '4<b>', '41111111111111 '])
    for (const format of ['text', 'html'] as const) expect(maskCardNumbers(piece.repeat(length / piece.length), format)).toHaveLength(Math.floor(length / piece.length) * piece.length);
});
