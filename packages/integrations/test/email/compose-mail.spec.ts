import { expect, it } from '@jest/globals';
import { mailAddress, type Content } from '@parley/contracts';
import { bounceClass } from '../../src/email/bounce.js';
import { composeMail, type OutgoingMail } from '../../src/email/compose-mail.js';
import { blocksOf } from '../../src/email/content-blocks.js';
import { bodyOfBlocks } from '../../src/email/mail-body.js';
import { headerOf } from '../../src/email/mail.js';
import { readMail } from '../../src/email/read-mail.js';
import { conversationOfAddress, replyAddress } from '../../src/email/reply-address.js';
import { answerTo, messageIdOf, messageIdsIn, ownMessageId } from '../../src/email/thread.js';

const KEY = Buffer.alloc(32, 7);
const CONVERSATION = '64f0c0ffee64f0c0ffee64f0';
const INTEGRATION = '582dedf230e788746891281a';
const link = { type: 'link', text: 'Track <it>', uri: 'https://shop.example/t?a=1&b=2' } as const;
const mail = (given: Partial<OutgoingMail> = {}): OutgoingMail => ({
  from: { address: 'hello@shop.example', name: 'Der Laden für Öl' }, to: { address: 'ada@xn--bcher-kva.example', name: 'Ada' }, subject: 'Grüße ✓',
  messageId: messageIdOf('65f0c0ffee64f0c0ffee64f0', 'shop.example'), at: Date.parse('2026-11-23T09:00:00Z'), body: { text: 'Größe 42\n\nBye', html: '<p>Größe 42</p>' }, ...given,
});
const headersOf = async (given: Partial<OutgoingMail>) => (await readMail(await composeMail(mail(given)))).headers;

it('a mail is composed as it can be read again, to the same bytes each time', async () => {
  const given = mail({
    replyTo: 'hello+token@shop.example', thread: answerTo('<b@mail.example>', ['<a@mail.example>']), unsubscribeUrl: 'https://shop.example/u?t=1',
    files: [{ fileName: 'Rechnung für Ada.pdf', mediaType: 'application/pdf', content: Buffer.from([0, 255, 10, 13]) }],
  });
  const bytes = await composeMail(given);
  expect(bytes.equals(await composeMail(given))).toBe(true);
  expect(bytes.toString('latin1').replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  const read = await readMail(bytes);
  expect([read.from, read.subject, read.text, read.html?.trim(), read.at]).toEqual([given.from, given.subject, given.body.text, given.body.html, given.at]);
  expect(read.files).toEqual([{ ...given.files?.[0], inline: false }]);
  expect(['message-id', 'in-reply-to', 'references', 'reply-to', 'list-unsubscribe', 'list-unsubscribe-post'].map((name) => headerOf(read.headers, name))).toEqual([
    '<parley.65f0c0ffee64f0c0ffee64f0@shop.example>', '<b@mail.example>', '<a@mail.example> <b@mail.example>', 'hello+token@shop.example',
    '<https://shop.example/u?t=1>', 'List-Unsubscribe=One-Click',
  ]);
});

it.each<[string, Partial<OutgoingMail>]>([
  ['a subject', { subject: 'x\r\nBcc: spy@evil.example' }],
  ['a name', { to: { address: 'ada@mail.example', name: 'Ada" <spy@evil.example>\r\nBcc: spy@evil.example' } }],
  ['a file name', { files: [{ fileName: 'x"\r\nBcc: spy@evil.example', mediaType: 'text/plain\r\nBcc: spy@evil.example', content: Buffer.from('x') }] }],
  ['an unsubscribe address', { unsubscribeUrl: 'https://shop.example/>\r\nBcc: <spy@evil.example' }],
  ['a text', { body: { text: '\r\n.\r\nBcc: spy@evil.example', html: '<p>x</p>' } }],
])('%s cannot add a header or a recipient', async (_what, given) => {
  const plain = (await headersOf({ unsubscribeUrl: 'https://shop.example/', ...(given.files && { files: [{ fileName: 'x', mediaType: 'text/plain', content: Buffer.from('x') }] }) })).map(([name]) => name);
  const headers = await headersOf({ unsubscribeUrl: 'https://shop.example/', ...given });
  expect(headers.map(([name]) => name)).toEqual(plain);
  expect((await composeMail(mail(given))).toString('latin1').split('\r\n\r\n')[0]).not.toMatch(/^bcc/im);
  expect(headers.filter(([name]) => name === 'to').map(([, to]) => to.replace(/^.*</, '<'))).toEqual([`<${(given.to ?? mail().to).address}>`]);
});

it.each<[string, Content, string, string]>([
  ['a text', { type: 'text', text: 'Hi <b>\nyou\n\nBye' }, 'Hi <b>\nyou\n\nBye', '<p>Hi &lt;b&gt;<br>\nyou</p>\n<p>Bye</p>'],
  ['rich text, made safe once more', { type: 'text', text: 'Hi', htmlText: '<b onclick="x()">Hi</b><script>1</script>' }, 'Hi', '<b>Hi</b>'],
  ['rich text alone', { type: 'text', htmlText: '<h1>Hi</h1><p>you</p>' }, 'Hi\n\nyou', '<h1>Hi</h1><p>you</p>'],
  [
    'buttons: links are links, suggested replies are read, what only a program hears is left out',
    { type: 'text', text: 'Order', actions: [
      link, { type: 'webview', text: 'Open', uri: 'https://w.example', fallback: 'javascript:alert(1)' }, { type: 'postback', text: 'Secret', payload: 'p' },
      { type: 'reply', text: 'Yes', payload: 'y' }, { type: 'reply', text: 'No', payload: 'n' }] },
    'Order\n\nTrack <it>: https://shop.example/t?a=1&b=2\n\nOpen: javascript:alert(1)\n\n- Yes\n- No',
    '<p>Order</p>\n<p><a href="https://shop.example/t?a=1&amp;b=2">Track &lt;it&gt;</a></p>\n<p>Open: javascript:alert(1)</p>\n<ul><li>Yes</li><li>No</li></ul>',
  ],
  ['an image', { type: 'image', mediaUrl: 'https://m.example/a%20b.png' }, 'a b.png: https://m.example/a%20b.png', '<p><a href="https://m.example/a%20b.png"><img src="https://m.example/a%20b.png" alt="a b.png" style="max-width:100%"></a></p>'],
  ['a file', { type: 'file', mediaUrl: 'https://m.example/x.pdf', altText: 'The "plan"' }, 'The "plan": https://m.example/x.pdf', '<p><a href="https://m.example/x.pdf">The &quot;plan&quot;</a></p>'],
  ['a place', { type: 'location', coordinates: { lat: 52.5, long: 13.25 }, location: { name: 'Shop', address: 'A street\nBerlin' } }, 'Shop\n\nA street\nBerlin\n\n52.5, 13.25', '<p>Shop</p>\n<p>A street<br>\nBerlin</p>\n<p>52.5, 13.25</p>'],
  ['a carousel', { type: 'carousel', items: [{ title: 'One', description: 'The first', actions: [link] }, { title: 'Two', actions: [{ type: 'postback', text: 'x', payload: 'y' }] }] }, 'One\n\nThe first\n\nTrack <it>: https://shop.example/t?a=1&b=2\n\nTwo', '<p><strong>One</strong></p>\n<p>The first</p>\n<p><a href="https://shop.example/t?a=1&amp;b=2">Track &lt;it&gt;</a></p>\n<p><strong>Two</strong></p>'],
  ['a place in the business’s words', { type: 'location', text: 'We are here', coordinates: { lat: 52.5, long: 13.25 } }, 'We are here', '<p>We are here</p>'],
  ['a price', { type: 'text', text: 'Order', actions: [{ type: 'buy', text: 'Vinegar', amount: 1099, currency: 'cad' }] }, 'Order\n\nVinegar 10.99 CAD', '<p>Order</p>\n<p>Vinegar 10.99 CAD</p>'],
  ['buttons alone', { type: 'text', actions: [{ type: 'postback', text: 'Yes', payload: 'y' }, { type: 'postback', text: 'No', payload: 'n' }] }, '- Yes\n- No', '<ul><li>Yes</li><li>No</li></ul>'],
  ['an answered form', { type: 'formResponse', fields: [{ type: 'text', name: 'n', label: 'Name', text: 'Ada' }] }, 'Name: Ada', '<p>Name: Ada</p>'],
  ['a list', { type: 'list', items: [{ title: 'One', actions: [] }], actions: [link] }, 'One\n\nTrack <it>: https://shop.example/t?a=1&b=2', '<p><strong>One</strong></p>\n<p><a href="https://shop.example/t?a=1&amp;b=2">Track &lt;it&gt;</a></p>'],
  ['a form', { type: 'form', text: 'Please answer', fields: [{ type: 'text', name: 'n', label: 'Name' }, { type: 'select', name: 's', label: 'Size', options: [{ name: 's', label: 'S' }, { name: 'm', label: 'M' }] }] }, 'Please answer\n\n- Name\n- Size (S, M)', '<p>Please answer</p>\n<ul><li>Name</li><li>Size (S, M)</li></ul>'],
])('%s has both forms of a body', (_what, content, text, html) => {
  expect(bodyOfBlocks(blocksOf(content))).toEqual({ text, html });
});

it('an unsubscribe link stands at the end of both forms; a template has no form as a mail', () => {
  expect(bodyOfBlocks(blocksOf({ type: 'text', text: 'Hi' }), { unsubscribeUrl: 'https://u.example/?a=1&b=2' })).toEqual({
    text: 'Hi\n\n-- \nUnsubscribe: https://u.example/?a=1&b=2', html: '<p>Hi</p>\n<hr>\n<p><small><a href="https://u.example/?a=1&amp;b=2">Unsubscribe</a></small></p>',
  });
  expect(blocksOf({ type: 'template', template: {} })).toEqual([]);
});

it('a reply address names its conversation, to who has the key, at its integration alone; each altered letter names nothing', () => {
  const address = replyAddress(KEY, 'hello@shop.example', { integrationId: INTEGRATION, conversationId: CONVERSATION }) ?? '';
  expect(address).toMatch(/^hello\+[0-9a-z]{35}@shop\.example$/);
  expect([address, address.toUpperCase()].map((each) => conversationOfAddress(KEY, each, INTEGRATION))).toEqual([CONVERSATION, CONVERSATION]);
  expect(conversationOfAddress(Buffer.alloc(32, 8), address, INTEGRATION)).toBeUndefined();
  expect(conversationOfAddress(KEY, address, CONVERSATION)).toBeUndefined();
  const at = 'hello+'.length;
  const altered = Array.from({ length: 35 }, (_, n) => address.slice(0, at + n) + (address[at + n] === 'a' ? 'b' : 'a') + address.slice(at + n + 1));
  expect([...altered, 'hello@shop.example', `hello+${'z'.repeat(35)}@shop.example`, '', '+@'].filter((each) => conversationOfAddress(KEY, each, INTEGRATION) !== undefined)).toEqual([]);
  expect(replyAddress(KEY, `${'a'.repeat(28)}@shop.example`, { integrationId: INTEGRATION, conversationId: CONVERSATION })).toHaveLength(64 + '@shop.example'.length);
  expect(replyAddress(KEY, `${'a'.repeat(29)}@shop.example`, { integrationId: INTEGRATION, conversationId: CONVERSATION })).toBeUndefined();
  expect(conversationOfAddress(KEY, replyAddress(KEY, 'a@b.example', { integrationId: INTEGRATION, conversationId: '0'.repeat(24) }) ?? '', INTEGRATION)).toBe('0'.repeat(24));
});

it('threads: an answer names its parent last and the beginning first, however long they grow', () => {
  const ids = Array.from({ length: 30 }, (_, n) => `<${n}@mail.example>`);
  const { inReplyTo, references } = answerTo('<new@mail.example>', ids);
  expect([inReplyTo, references.length, references[0], references.at(-1)]).toEqual(['<new@mail.example>', 20, '<0@mail.example>', '<new@mail.example>']);
  expect(messageIdsIn(' <a@b>\r\n\t<c@d> junk <no id> <e@f>')).toEqual(['<a@b>', '<c@d>', '<e@f>']);
  expect(ownMessageId(messageIdOf('m1', 'shop.example'), 'shop.example')).toBe('m1');
  expect(['<parley.m1@evil.example>', '<x@shop.example>', ''].map((id) => ownMessageId(id, 'shop.example'))).toEqual([undefined, undefined, undefined]);
});

it.each<[string, string | undefined]>([
  [' Ada.Lovelace+Shop@Mail.EXAMPLE ', 'ada.lovelace+shop@mail.example'], ['backe@BÜCHER.example', 'backe@xn--bcher-kva.example'], ['backe@xn--bcher-kva.example', 'backe@xn--bcher-kva.example'],
  ['用户@例子.example', '用户@xn--fsqu00a.example'], ['a@b@c.example', undefined], ['no address', undefined], ['a@', undefined], ['a b@c.example', undefined],
  ['a@c.example\r\nBcc: x@y.example', undefined], [`${'a'.repeat(65)}@c.example`, undefined], [`a@${'b.'.repeat(130)}example`, undefined], ['<a@b.example>', undefined],
])('an address has one form: %j', (text, expected) => {
  expect(mailAddress(text)).toBe(expected);
});

it.each<[string | undefined, string | undefined, string]>([
  ['5.1.1', '550', 'recipient_invalid'], ['5.2.1', undefined, 'recipient_invalid'], ['5.2.2', '552', 'temporary'], ['4.2.2', '452', 'temporary'], [undefined, '451', 'temporary'],
  ['5.7.1', '554', 'content_rejected'], ['5.3.4', '552', 'content_rejected'], ['5.0.0', '550', 'unknown'], [undefined, undefined, 'unknown'],
])('a mail that came back with %s %s: %s (RFC 3463)', (status, smtpCode, expected) => {
  expect(bounceClass({ status, smtpCode })).toBe(expected);
});
