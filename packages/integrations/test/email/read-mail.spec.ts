import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { automatic } from '../../src/email/automatic.js';
import { deliveryReports } from '../../src/email/bounce.js';
import { safeHtml } from '../../src/email/html.js';
import { MAX_MAIL_BYTES, readMail } from '../../src/email/read-mail.js';
import { replyIn } from '../../src/email/reply.js';
import { ownMessageId } from '../../src/email/thread.js';

const fixture = (name: string) => readMail(readFileSync(new URL(`../../src/channels/email/fixtures/${name}.eml`, import.meta.url)));
const isOwn = (messageId: string) => ownMessageId(messageId, 'shop.example') !== undefined;

it.each<[string, string, string, string]>([
  ['gmail-en', 'Ada Lovelace ada.lovelace+shop@mail.example', 'Re: Your order', 'Yes please, the blue one.'],
  ['gmail-de', 'Jürgen Groß juergen@mail.example', 'Aw: Größe', 'Größe 42 wäre schön.'],
  ['gmail-ja', '山田太郎 taro@mail.example', 'Re: ご注文', '青いのをお願いします。'],
  ['mailru-ru', 'Анна Каренина anna@mail.example', 'Re: Заказ', 'Да, синий.'],
  ['foxmail-zh', '王小明 wang@mail.example', '回复: 订单', '蓝色的，谢谢。㐂'],
  ['outlook-en', 'Hopper, Grace grace@mail.example', 'RE: Your order', 'Please cancel it.'],
  ['outlook-fr-html', 'Renée renee@mail.example', 'RE : Commande', 'Oui, à jeudi.\nVoir le plan [https://plan.example/a?b=1&c=2]'],
  ['apple-mail-picture', 'Ada ada@mail.example', 'Broken', 'It came broken:\n\nSee?'],
  ['iphone-de', 'Emmy emmy@mail.example', 'Aw: Termin', 'Passt.'],
  ['thunderbird-points', 'Katherine katherine@mail.example', 'Re: Two questions', 'Hello,\n\nOn 11/23/26 10:00, Shop wrote:\n> Which colour?\nBlue.\n> Which size?\nForty-two.'],
  ['thunderbird-nl-below', 'Annie annie@mail.example', 'Re: Bestelling', 'Ja graag, de blauwe.'],
  ['idn-sender', 'Bäcker backe@xn--bcher-kva.example', 'Brot', 'Zwei bitte.'],
  ['calendar', 'Ada ada@mail.example', 'Invitation: Fitting', 'See you there.'],
])('%s: who wrote, about what, and what he wrote himself', async (name, from, subject, written) => {
  const mail = await fixture(name);
  expect([`${mail.from?.name} ${mail.from?.address}`, mail.subject, replyIn(mail.text)]).toEqual([from, subject, written]);
  expect([mail.at, automatic(mail.headers, isOwn)]).toEqual([Date.parse('2026-11-23T10:05:00+01:00'), undefined]);
});

it('what is cut from a reply is still in the mail', async () => {
  const { text } = await fixture('outlook-en');
  expect(text).toContain('Kind regards,\nGrace Hopper');
  expect(text).toContain('Line 19 of what the shop wrote.');
});

it.each<[string, string[]]>([
  ['calendar', ['invite.ics text/calendar']],
  ['winmail', ['winmail.dat application/ms-tnef']],
  ['file-names', ['€ rates.pdf application/pdf', 'passwd text/plain', 'document.pdf application/pdf', 'file-4 application/octet-stream']],
  ['apple-mail-picture', ['IMG_1.png image/png PIC-1 inline']],
  ['forwarded', ['message.eml message/rfc822']],
])('%s: its files, with names that are safe', async (name, expected) => {
  const { files } = await fixture(name);
  expect(files.map(({ fileName, mediaType, contentId, inline }) => [fileName, mediaType, contentId, inline ? 'inline' : undefined].filter(Boolean).join(' '))).toEqual(expected);
});

it('bytes of files come as they were sent, and a mail that is passed on stays a file', async () => {
  const [winmail, forwarded] = [await fixture('winmail'), await fixture('forwarded')];
  expect(winmail.files[0]?.content.toString('hex')).toBe('789f3e220100');
  expect(forwarded.text).toBe('The mail I got.');
  expect(forwarded.files[0]?.content.toString()).toContain('Your parcel waits.');
  expect(automatic(forwarded.headers, isOwn)).toBeUndefined();
});

it('HTML is made safe: no scripts, handlers, frames, forms, styles, nothing fetched; pictures of the mail stay', async () => {
  const { html = '' } = await fixture('apple-mail-picture');
  expect(safeHtml(html)).toBe('It came broken:<img src="cid:PIC-1" width="20" /><a>See?</a>');
  const { html: styled = '' } = await fixture('outlook-fr-html');
  expect(safeHtml(styled)).toMatch(/^<p>Oui, à jeudi\.<br \/>Voir <a href="https:\/\/plan\.example\/a\?b=1&amp;c=2">le plan<\/a><\/p><div><p><b>De :/);
});

it.each([
  ['exchange-oof', 'auto_reply'], ['gmail-vacation', 'auto_reply'], ['newsletter', 'list'], ['not-automatic', undefined], ['own-mail', 'own'],
  ['dsn-postfix', 'report'], ['dsn-exchange', 'report'], ['dsn-gmail', 'report'], ['read-receipt', 'report'],
])('%s is told as %s: machines are not answered, so that no loop begins', async (name, expected) => {
  expect(automatic((await fixture(name)).headers, isOwn)).toBe(expected);
});

it.each<[string, [string, string][]]>([
  ['an auto-reply by RFC 3834', [['auto-submitted', 'auto-notified; x=1']]],
  ['an empty return path', [['return-path', ' <> ']]],
  ['Exchange asks for silence', [['x-auto-response-suppress', 'DR, OOF, AutoReply']]],
  ['an old program', [['x-autorespond', 'away']]],
  ['a mail system in its own words', [['from', 'Mail <MAILER-DAEMON@mx.example>']]],
  ['junk', [['precedence', 'Junk']]],
])('%s', (_what, headers) => {
  expect(automatic(headers, isOwn)).toBeDefined();
  expect(automatic(headers.map(([name, value]) => [`x-${name}`, value] as const), isOwn)).toBeUndefined();
});

const OWN = '<parley.64f0c0ffee64f0c0ffee64f0@shop.example>';

it('delivery reports tell of each recipient what became of which mail (RFC 3464), whatever the server that wrote them', async () => {
  expect(deliveryReports(await fixture('dsn-postfix'))).toEqual([
    { action: 'failed', status: '5.1.1', recipient: 'nobody@mail.example', smtpCode: '550', messageId: OWN },
    { action: 'delayed', status: '4.2.2', recipient: 'full@mail.example', smtpCode: '452', messageId: OWN },
  ]);
  expect(deliveryReports(await fixture('dsn-exchange'))).toEqual([{ action: 'failed', status: '5.7.133', recipient: 'grace@mail.example', smtpCode: '550', messageId: OWN }]);
  expect(deliveryReports(await fixture('dsn-gmail'))).toEqual([{ action: 'delayed', status: '4.4.1', recipient: 'ada@mail.example', messageId: OWN }]);
  expect(deliveryReports(await fixture('read-receipt'))).toEqual([]);
});

const HEAD = 'From: a@mail.example\r\nSubject: x\r\n';

it.each<[string, () => Buffer, string]>([
  ['one of more than 25 MiB', () => Buffer.alloc(MAX_MAIL_BYTES + 1, 'x'), 'too_large'],
  ['one of 10,001 parts', () => Buffer.from(`${HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\n\r\n'.repeat(10_001)}`), 'too_many_parts'],
  ['one of 101 files', () => Buffer.from(`${HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Type: image/png\r\n\r\nx\r\n'.repeat(101)}--b--\r\n`), 'too_many_parts'],
  ['one with 300 KiB of headers', () => Buffer.from(`${HEAD}${`X-Bomb: ${'x'.repeat(1000)}\r\n`.repeat(300)}\r\nHello`), 'malformed'],
  ['one nested 40 deep', () => Buffer.from(HEAD + Array.from({ length: 40 }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`).join('')), 'malformed'],
])('%s is not read, and the fault says nothing of it', async (_what, raw, code) => {
  const fault: unknown = await readMail(raw()).catch((error: unknown) => error);
  expect([fault]).toEqual([expect.objectContaining({ name: 'MailFault', code, message: `a mail that is not read: ${code}` })]);
});

it.each<[string, string]>([
  ['nothing but line feeds', '\n'.repeat(100_000) + 'x'],
  ['a history that never begins', 'Op een dag\nschreef\n'.repeat(5_000)],
  ['dates without end', '2026-11.11.11:11'.repeat(5_000)],
  ['a quote of quotes', `${'>'.repeat(50_000)} x\n`.repeat(3)],
])('a hostile text costs less than a second, and is kept: %s', (_what, text) => {
  const begun = performance.now();
  expect(replyIn(text)).not.toBe('');
  expect(performance.now() - begun).toBeLessThan(1000);
});

it('a letter that reads like a signature, or has one alone, is kept whole', () => {
  const letter = `Best wishes\n${Array.from({ length: 20 }, (_, n) => `Line ${n}`).join('\n')}`;
  expect(replyIn(letter)).toBe(letter);
  expect(replyIn('Regards,\nAda')).toBe('Regards,\nAda');
  expect(replyIn('> only a quote')).toBe('> only a quote');
  const long = `${'A line of a long letter.\n'.repeat(2_000)}The end.`;
  expect(replyIn(long)).toBe(long);
});
