import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { TextContent } from '@parley/contracts';
import type { BadRequestErrors } from '@parley/kernel';
import { htmlToText } from './html-text.js';
import { prepareContent } from './prepare-content.js';

const text = (content: Partial<TextContent>): object => prepareContent({ type: 'text', ...content });

function faults(content: Partial<TextContent>): readonly string[] {
  try {
    text(content);
    return [];
  } catch (error) {
    return (error as BadRequestErrors).titles;
  }
}

describe('text is required unless actions, htmlText or markdownText is provided', () => {
  const actions: TextContent['actions'] = [{ type: 'reply', text: 'Yes', payload: 'YES' }];

  test.each<Partial<TextContent>>([{ text: 'a' }, { actions }, { htmlText: '<p>a</p>' }, { markdownText: 'a' }, { text: '', actions }])('%j says something', (content) => {
    expect(faults(content)).toEqual([]);
  });

  test.each<Partial<TextContent>>([{}, { text: '' }, { actions: [] }, { htmlText: '' }, { htmlText: '<script>a</script>' }, { htmlText: '<b></b>' }, { markdownText: '' }])(
    '%j says nothing',
    (content) => expect(faults(content)).toEqual(['content.text is required unless actions, htmlText or markdownText is provided']),
  );
});

test('htmlText cannot be used with markdownText', () => {
  expect(faults({ htmlText: '<p>a</p>', markdownText: 'a' })).toEqual(['content.htmlText cannot be used with markdownText']);
});

describe('markdownText', () => {
  test('becomes htmlText, is not stored, and gives the text', () => {
    expect(text({ markdownText: '# Hello\n\n**You** [there](https://example.org)' })).toEqual({
      type: 'text',
      htmlText: '<h1>Hello</h1>\n<p><strong>You</strong> <a href="https://example.org">there</a></p>',
      text: 'Hello\nYou there (https://example.org)',
    });
  });

  test('leaves a given text as it is', () => {
    expect(text({ markdownText: '*a*', text: 'mine' })).toEqual({ type: 'text', htmlText: '<p><em>a</em></p>', text: 'mine' });
  });

  test('is refused when its HTML exceeds 4096 characters', () => {
    expect(faults({ markdownText: '&'.repeat(2000) })).toEqual(['content.markdownText should be at most 4096 characters as HTML']);
    expect(faults({ markdownText: '😀'.repeat(4000) })).toEqual([]);
  });

  test('whose HTML is refused is not converted to text: no second fault says that there is none', () => {
    expect(faults({ markdownText: '# \n'.repeat(1000) })).toEqual(['content.markdownText should be at most 4096 characters as HTML']);
  });

  test('that exhausts the parser is the caller’s fault', () => {
    expect(faults({ markdownText: '>'.repeat(4096) })).toEqual(['content.markdownText should not nest so deeply']);
  });
});

describe('htmlText is reduced to the supported tags', () => {
  test.each([
    ['<p>a<br>b</p>', '<p>a<br />b</p>'],
    ['<h1>a</h1><ul><li>b</li></ul>', '<h1>a</h1><ul><li>b</li></ul>'],
    ['<b onclick="x()" style="color:red">a</b>', '<b>a</b>'],
    ['a<script>alert(1)</script><style>b{}</style>', 'a'],
    ['<img src=x onerror=alert(1)>a', 'a'],
    ['<div><table><tr><td>a</td></tr></table></div>', 'a'],
    ['<a href="javascript:alert(1)">a</a>', '<a>a</a>'],
    ['<a href="JaVaScRiPt&#58;alert(1)">a</a>', '<a>a</a>'],
    ['<a href="data:text/html,x">a</a>', '<a>a</a>'],
    ['<a href="//example.org">a</a>', '<a>a</a>'],
    ['<a href="mailto:a@example.org" target="_blank">a</a>', '<a href="mailto:a@example.org">a</a>'],
    ['<svg><a xlink:href="javascript:alert(1)">a</a></svg>', '<a>a</a>'],
    ['<p>a', '<p>a</p>'],
    ['1 < 2 & "3"', '1 &lt; 2 &amp; "3"'],
    ['a&#8;b<!-- c -->', 'ab'],
  ])('%s', (htmlText, clean) => expect(text({ htmlText })).toMatchObject({ htmlText: clean }));

  test('and refused when they exceed 4096 characters once escaped', () => {
    expect(faults({ htmlText: '&'.repeat(2000) })).toEqual(['content.htmlText should be at most 4096 characters as HTML']);
  });
});

describe('the text of HTML', () => {
  test.each([
    ['<p>a</p><p>b</p>', 'a\nb'],
    ['a<br>b', 'a\nb'],
    ['<ul><li>a</li><li>b <b>c</b></li></ul>d', '- a\n- b c\nd'],
    ['<p>a\n   b</p>', 'a b'],
    ['<pre>a\n   b</pre>', 'a\n   b'],
    ['<a href="https://example.org">https://example.org</a>', 'https://example.org'],
    ['<a href="https://example.org/?a=1&amp;b">here</a>', 'here (https://example.org/?a=1&b)'],
    ['1 &lt; 2 &amp;lt; &quot;3&quot;', '1 < 2 &lt; "3"'],
  ])('%s', (htmlText, plain) => expect(text({ htmlText })).toMatchObject({ text: plain }));
});

describe('100 kB of HTML made to be slow become text within the time of a test', () => {
  // With an expression that looks for blanks at the end (` +$`) the first takes a minute. The pause lets the time limit fail the test.
  const runs = 5;
  test.each([
    ['blanks before words', `<pre>${' '.repeat(100_000)}x${'<p>'.repeat(runs)}`, 'x'],
    ['blanks in many pieces', `<pre>${'<b> </b>'.repeat(12_500)}x${'<p>'.repeat(runs)}`, 'x'],
    ['blanks at the end of many lines', `<pre>${`a${' '.repeat(500)}<p>`.repeat(200)}`, Array(200).fill('a').join('\n')],
    ['very many tags', '<b></b>'.repeat(14_000), ''],
    ['very many words', '<b>a </b>'.repeat(11_000), Array(11_000).fill('a').join(' ')],
    ['very many links', '<a href="b">a</a>'.repeat(6_000), 'a (b)'.repeat(6_000)],
    ['links that stay open', '<a href="b">'.repeat(8_000) + 'a' + '</a>'.repeat(8_000), 'a (b)'],
  ])('%s', async (_name, html, plain) => {
    const converted = htmlToText(html);
    await setImmediate();
    expect(converted).toBe(plain);
  });
});
