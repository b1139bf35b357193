import { describe, expect, it } from '@jest/globals';
import type { Content } from '@parley/contracts';
import fc from 'fast-check';
import { plan } from '../../src/channels/telegram/plan.js';
import { VendorFault } from '../../src/channels/vendor-fault.js';
import { richText } from '../../src/channels/telegram/rich-text.js';
import { validateRequest } from '../emulator/telegram/validate.js';
import { anyContent } from './contents.js';

const ID = '65f1c0ffee65f1c0ffee65f1';
const parts = (content: Content, quotedExternalId?: string) => plan({ id: ID, content, ...(quotedExternalId !== undefined && { quotedExternalId }) }).parts;
const bodies = (content: Content) => parts(content).map(({ body }) => body);
const faults = (content: Content) => parts(content).flatMap(({ method, body }) => validateRequest(method, { chat_id: 42, ...body }));

it('whatever is said, each request is one of the Bot API, within its limits as Telegram counts them', () => {
  fc.assert(fc.property(anyContent, (content) => {
    const says = content.type !== 'text' || content.text?.trim() || (content.htmlText ?? '').replace(/<[^>]*>/g, '').trim() || content.actions?.some((action) => action.type !== 'postback' || action.text.trim());
    fc.pre(Boolean(says));
    expect(parts(content).length).toBeGreaterThan(0);
    expect(faults(content)).toEqual([]);
    for (const { text, caption } of bodies(content) as { text?: string; caption?: string }[]) {
      expect([(text ?? '').length <= 4096, (caption ?? '').length <= 1024]).toEqual([true, true]);
      expect([text, caption].filter((words) => words?.trim() === '')).toEqual([]);
    }
    expect(plan({ id: ID, content })).toEqual(plan({ id: ID, content }));
  }), { numRuns: 150 });
});

it.each<[string, Content, readonly object[]]>([
  ['a text', { type: 'text', text: '<b> & _b_' }, [{ method: 'sendMessage', body: { text: '<b> & _b_' } }]],
  ['a formatted one', { type: 'text', text: 'A b', htmlText: '<p><b>A</b> b</p>' }, [{ method: 'sendMessage', body: { text: 'A b', entities: [{ type: 'bold', offset: 0, length: 1 }] } }]],
  ['an image', { type: 'image', mediaUrl: 'https://m.org/1', text: 'A' }, [{ method: 'sendPhoto', body: { photo: 'https://m.org/1', caption: 'A' } }]],
  ['a file', { type: 'file', mediaUrl: 'https://m.org/1' }, [{ method: 'sendDocument', body: { document: 'https://m.org/1' } }]],
  ['a file with a blank caption', { type: 'file', mediaUrl: 'https://m.org/1', text: ' ' }, [{ method: 'sendDocument', body: { document: 'https://m.org/1' } }]],
  ['a film', { type: 'file', mediaUrl: 'https://m.org/1', mediaType: 'video/mp4' }, [{ method: 'sendVideo', body: { video: 'https://m.org/1' } }]],
  ['a voice', { type: 'file', mediaUrl: 'https://m.org/1', mediaType: 'audio/ogg' }, [{ method: 'sendVoice', body: { voice: 'https://m.org/1' } }]],
  ['a piece of music', { type: 'file', mediaUrl: 'https://m.org/1', mediaType: 'audio/mpeg' }, [{ method: 'sendAudio', body: { audio: 'https://m.org/1' } }]],
  ['a moving image', { type: 'image', mediaUrl: 'https://m.org/1', mediaType: 'image/gif' }, [{ method: 'sendAnimation', body: { animation: 'https://m.org/1' } }]],
  ['a place', { type: 'location', coordinates: { lat: 1, long: 2 } }, [{ method: 'sendLocation', body: { latitude: 1, longitude: 2 } }]],
  ['a place with a name', { type: 'location', coordinates: { lat: 1, long: 2 }, location: { name: 'Home' } }, [{ method: 'sendVenue', body: { latitude: 1, longitude: 2, title: 'Home', address: '1, 2' } }]],
  ['buttons', { type: 'text', text: 'Well?', actions: [{ type: 'link', text: 'See', uri: 'https://a.org/' }, { type: 'postback', text: 'Yes', payload: 'Y' }] }, [
    { method: 'sendMessage', body: { text: 'Well?', reply_markup: { inline_keyboard: [[{ text: 'See', url: 'https://a.org/' }], [{ text: 'Yes', callback_data: 'Y' }]] } } },
  ]],
  ['replies', { type: 'text', text: 'Well?', actions: [{ type: 'reply', text: 'Yes', payload: 'Y' }, { type: 'locationRequest', text: 'Here' }] }, [
    { method: 'sendMessage', body: { text: 'Well?', reply_markup: { keyboard: [[{ text: 'Yes' }], [{ text: 'Here', request_location: true }]], one_time_keyboard: true, resize_keyboard: true } } },
  ]],
])('%s', (_what, content, expected) => {
  expect(parts(content)).toEqual(expected);
  expect(faults(content)).toEqual([]);
});

it('a file that is stored here is uploaded, whatever its type, up to 50 MB and as a photo up to 10; what is elsewhere of an item stays a URL', () => {
  const [stored, elsewhere] = ['https://parley.example/1', 'https://m.org/1'];
  const of = (content: Content) => plan({ id: ID, content, isStored: (mediaUrl) => mediaUrl === stored }).parts.map(({ method, upload, body }) => [method, upload, body['text']]);
  const file = (mediaUrl: string, megabytes: number, mediaType: string): Content => ({ type: mediaType.startsWith('image/') ? 'image' : 'file', mediaUrl, mediaType, mediaSize: megabytes * 1024 * 1024 });
  const items = [stored, elsewhere].map((mediaUrl) => ({ title: 'A', mediaUrl, mediaType: 'image/png', actions: [{ type: 'link' as const, text: 'See', uri: 'https://a.org/' }] }));
  expect([
    of(file(stored, 50, 'text/csv')), of(file(elsewhere, 1, 'text/csv')), of(file(stored, 51, 'text/csv')), of(file(stored, 10, 'image/png')), of(file(elsewhere, 5, 'image/png')), of(file(stored, 11, 'image/png')),
    of({ type: 'carousel', items }),
  ]).toEqual([
    [['sendDocument', 'document', undefined]], [['sendMessage', undefined, elsewhere]], [['sendMessage', undefined, stored]], [['sendPhoto', 'photo', undefined]], [['sendPhoto', undefined, undefined]], [['sendDocument', 'document', undefined]],
    [['sendPhoto', 'photo', undefined], ['sendPhoto', undefined, undefined]],
  ]);
});

it('an answer names what it answers, in its first request; an id that is not Telegram\'s is left out', () => {
  const quotes: unknown[] = parts({ type: 'text', text: 'word '.repeat(1000) }, '17').map(({ body }) => body['reply_parameters']);
  expect(quotes).toEqual([{ message_id: 17, allow_sending_without_reply: true }, undefined]);
  expect(parts({ type: 'text', text: 'A' }, 'wamid.1')).toEqual(parts({ type: 'text', text: 'A' }));
  expect(validateRequest('sendMessage', { chat_id: 42, ...parts({ type: 'text', text: 'A' }, '17')[0]?.body })).toEqual([]);
});

it('a template is refused, since it is another vendor\'s', () => {
  expect(() => parts({ type: 'template', template: {} })).toThrow(new VendorFault('content_rejected', 'nothing_to_show'));
});

it('formatting that is longer than Telegram\'s limit gives way to the plain text', () => {
  const htmlText = `<ul>${'<li>a</li>'.repeat(1500)}</ul>`;
  expect(bodies({ type: 'text', text: 'Many', htmlText })).toEqual([{ text: 'Many' }]);
});

describe('HTML as text and entities', () => {
  const entity = (type: string, offset: number, length: number, more: object = {}) => ({ type, offset, length, ...more });

  it.each<[string, string, readonly object[]]>([
    ['<p>a</p><p>b</p>', 'a\nb', []],
    ['<h1>A</h1>\n<p>b  <em>c</em></p>', 'A\nb c', [entity('bold', 0, 1), entity('italic', 4, 1)]],
    ['👍<u>a</u> <del>b</del> ', '👍a b', [entity('underline', 2, 1), entity('strikethrough', 4, 1)]],
    ['<b>a <i>b</i></b>', 'a b', [entity('bold', 0, 3), entity('italic', 2, 1)]],
    ['<b>a <code>b</code> c</b>', 'a b c', [entity('bold', 0, 2), entity('code', 2, 1), entity('bold', 3, 2)]],
    ['<pre>a\n  <b>b</b></pre>', 'a\n  b', [entity('pre', 0, 5)]],
    ['<pre><code>a</code></pre>', 'a', [entity('pre', 0, 1)]],
    ['<blockquote>a<blockquote>b</blockquote></blockquote>c', 'a\nb\nc', [entity('blockquote', 0, 3)]],
    ['<a href="https://a.org/?b&amp;c">a</a>', 'a', [entity('text_link', 0, 1, { url: 'https://a.org/?b&c' })]],
    ['<a href="https://a.org/">https://a.org/</a>', 'https://a.org/', []],
    ['<a href="tel:+1">us</a>', 'us (tel:+1)', []],
    ['<ul><li>a</li><li>b</li></ul>', '- a\n- b', []],
    ['<ol start="3"><li>a</li><li>b</li></ol>', '3. a\n4. b', []],
    ['<q>a</q><br />1 &lt; 2 &amp;lt; &quot;', '“a”\n1 < 2 &lt; "', []],
    ['<b></b><b> </b>a', 'a', []],
  ])('%s', (htmlText, text, entities) => {
    expect(richText(htmlText)).toEqual({ text, entities });
  });
});
