import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Content, InboundEvent } from '@parley/contracts';
import { GuardedClient } from '@parley/egress';
import { newId } from '@parley/kernel';
import { ImapLogin, makeCertificate, SmtpDouble, type SmtpTurn } from '@parley/testing';
import { UnreadableEvent } from '../src/channels/channel.js';
import { email } from '../src/channels/email/email.channel.js';
import type { Sending } from '../src/channels/outbound.js';
import { refusal } from '../src/channels/refusal.js';
import { vendorCalls } from '../src/channels/vendor-calls.js';
import { VendorFault } from '../src/channels/vendor-fault.js';
import { readMail } from '../src/email/read-mail.js';

const [certificate, unknown] = [makeCertificate('mail.example'), makeCertificate('somebody.example')];
const system = getCACertificates('default');
const client = new GuardedClient({ allow: ['127.0.0.1'] });
const calls = vendorCalls(client, '');
const CALLBACK = { url: 'https://parley.example/callback', secret: 'secret' };

let smtp: SmtpDouble;
let imap: ImapLogin;
let settings: Readonly<Record<string, unknown>>;
const opened: { close(): unknown }[] = [];

beforeAll(async () => {
  // What NODE_EXTRA_CA_CERTS does for an operator's own authority.
  setDefaultCACertificates([...system, certificate.cert]);
  [smtp, imap] = [await SmtpDouble.start({ ...certificate, size: 1_000_000 }), await ImapLogin.start(certificate)];
  settings = {
    smtpHost: '127.0.0.1', smtpPort: smtp.port, smtpUsername: 'shop', smtpPassword: 'right', imapHost: '127.0.0.1', imapPort: imap.port, imapUsername: 'shop', imapPassword: 'right',
    fromAddress: 'Shop@Example.org', fromName: 'Kent Shop', callbackSecret: 'secret',
  };
});
afterEach(() => [smtp.mails, smtp.turns].forEach((list) => list.splice(0)));
afterAll(async () => {
  setDefaultCACertificates(system);
  await client.close();
  for (const each of opened) await each.close();
  await smtp.close();
  imap.close();
});

const fault = (work: Promise<unknown>): Promise<VendorFault> => work.then(() => Promise.reject(new Error('it ended well')), (error: unknown) => error as VendorFault);
const connect = (more: object = {}) => email.connect({ ...settings, ...more }, calls, CALLBACK);
const title = async (more: object) => refusal('smtpHost', await fault(connect(more))).message;

it('both servers are asked to let us in, over TLS, before an integration is made', async () => {
  const before = smtp.sessions;
  expect([await connect(), smtp.sessions - before]).toEqual([{}, 1]);
});

it('which server refuses what is told by the field', async () => {
  const [secure, stripped, other, plain] = [
    await SmtpDouble.start({ ...certificate, secure: true }), await SmtpDouble.start({ ...certificate, isStripped: true }), await SmtpDouble.start(unknown), await ImapLogin.start(),
  ];
  opened.push(secure, stripped, other, plain);
  expect(await connect({ smtpPort: secure.port, smtpSecure: true })).toEqual({});
  const titles = {
    'smtpUsername or smtpPassword is refused by the channel': { smtpPassword: 'wrong' },
    'imapUsername or imapPassword is refused by the channel': { imapPassword: 'wrong' },
    'imapMailbox is refused by the channel': { imapMailbox: 'Elsewhere' },
    'The server of smtpHost does not answer: try again later': { smtpPort: 1 },
    'The server of imapHost does not answer: try again later': { imapPort: 1 },
    'smtpHost should not lead to a private or reserved address': { smtpHost: '127.0.0.2' },
    'imapHost should not lead to a private or reserved address': { imapHost: '10.0.0.1' },
    'imapHost should be a host name that can be resolved': { imapHost: 'nowhere.invalid' },
  };
  for (const [expected, more] of Object.entries(titles)) expect(await title(more)).toBe(expected);
  // Without TLS, and with one that anybody could show, nothing is said: neither user nor mail.
  for (const { port } of [stripped, other]) expect(await title({ smtpPort: port })).toBe('smtpHost is refused by the channel');
  expect(await title({ imapPort: plain.port, imapSecure: false })).toBe('imapHost is refused by the channel');
  expect(await title({ imapHost: '127.0.0.1', imapPort: other.port, imapSecure: false })).toBe('The server of imapHost does not answer: try again later');
});

it('nobody calls: a callback is refused', async () => {
  expect(await email.verify({ method: 'POST', url: CALLBACK.url, headers: {}, rawBody: Buffer.from('{}') }, settings)).toEqual({ kind: 'refused' });
});

const ID = newId();
const TALK = { integrationId: newId(), conversationId: newId() };
const open: Sending['file'] = async () => Promise.reject(new Error('nothing is stored'));
const send = async (content: Content, more: object = {}, changed: object = {}, sending: object = {}) => {
  const [part] = email.outbound?.plan({ id: ID, content, ...more }).parts ?? [];
  return email.outbound?.send(JSON.parse(JSON.stringify(part)) as object as never, { ...TALK, recipient: 'ada@mail.example', settings: { ...settings, ...changed }, calls, file: open, ...sending });
};
const HELLO: Content = { type: 'text', text: 'Hello Ada' };

it('a message is one mail, over TLS, as its user, under a Message-ID of its own, with a way to unsubscribe', async () => {
  expect(await send(HELLO)).toEqual({ externalIds: [`<parley.${ID}@example.org>`] });
  expect(smtp.mails).toMatchObject([{ from: 'shop@example.org', to: ['ada@mail.example'], user: 'shop', isSecure: true }]);
  const mail = await readMail(smtp.mails[0]?.raw ?? Buffer.alloc(0));
  const headers = Object.fromEntries(mail.headers);
  expect(mail).toMatchObject({ from: { address: 'shop@example.org', name: 'Kent Shop' }, subject: 'New message from Kent Shop', text: expect.stringContaining('Hello Ada'), html: expect.stringContaining('Hello Ada') });
  expect(headers).toMatchObject({ 'message-id': `<parley.${ID}@example.org>`, to: 'ada@mail.example', 'list-unsubscribe': '<mailto:shop+unsubscribe@example.org?subject=unsubscribe>' });
  expect(headers).not.toHaveProperty('list-unsubscribe-post');
  expect(headers).toMatchObject({ 'reply-to': expect.stringMatching(/^shop\+[0-9a-z]{35}@example\.org$/) });
});

it('an answer is in the thread of what the person wrote last, under its subject; his answer to it names the conversation', async () => {
  await send(HELLO, { thread: { externalId: '<1@mail.example>#2', answers: ['<0@mail.example>'], subject: 'AW: Where is it?' } });
  const headers = Object.fromEntries((await readMail(smtp.mails[0]?.raw ?? Buffer.alloc(0))).headers);
  expect(headers).toMatchObject({ subject: 'Re: Where is it?', 'in-reply-to': '<1@mail.example>', references: '<0@mail.example> <1@mail.example>' });
  const [heard] = await receive(written('Yes', { To: headers['reply-to'], 'In-Reply-To': headers['message-id'], References: `<1@mail.example> ${headers['message-id']}` }));
  expect(heard).toMatchObject({ thread: { conversationId: TALK.conversationId, answers: ['<1@mail.example>', headers['message-id']], subject: 'Where is it?' } });
  const [elsewhere] = await receive(written('Yes', { To: headers['reply-to']?.replace(/.@/, (end) => (end === 'a@' ? 'b@' : 'a@')) }));
  expect(elsewhere).toMatchObject({ thread: { answers: [], subject: 'Where is it?' } });
  expect((elsewhere as { thread: object }).thread).not.toHaveProperty('conversationId');
});

it('an answer names the mail that it answers; where the link to unsubscribe is hidden there is none', async () => {
  await send(HELLO, { quotedExternalId: '<1@mail.example>#2' }, { hideUnsubscribeLink: true });
  const headers = Object.fromEntries((await readMail(smtp.mails[0]?.raw ?? Buffer.alloc(0))).headers);
  expect(headers).toMatchObject({ 'in-reply-to': '<1@mail.example>', references: '<1@mail.example>' });
  expect([headers['list-unsubscribe'], String(smtp.mails[0]?.raw).includes('nsubscribe')]).toEqual([undefined, false]);
});

describe('files of a message', () => {
  const OURS = 'https://parley.example/parley/v1/media/a/b/report%201.pdf?token=t';
  const THEIRS = 'https://elsewhere.example/other.pdf';
  const isStored = (url: string) => url === OURS;
  const stored = (size: number): { readonly file: Sending['file'] } => ({
    file: async () => ({
      fileName: 'report 1.pdf', mediaType: 'application/pdf', size,
      read: async function* () {
        for (let at = 0; at < size; at += 100_000) yield Buffer.alloc(Math.min(100_000, size - at), 7);
      },
    }),
  });
  const fileAt = (mediaUrl: string): Content => ({ type: 'file', mediaUrl, text: 'Here it is' });
  const taken = () => readMail(smtp.mails[0]?.raw ?? Buffer.alloc(0));

  it('one that is stored here goes with the mail, which names it and not its address', async () => {
    await send(fileAt(OURS), { isStored }, {}, stored(250_000));
    const { files, text, html } = await taken();
    expect(files).toMatchObject([{ fileName: 'report 1.pdf', mediaType: 'application/pdf' }]);
    expect(files[0]?.content.equals(Buffer.alloc(250_000, 7))).toBe(true);
    expect([text, html].map((said) => [said?.includes('Here it is'), said?.includes('report 1.pdf'), said?.includes('token=')])).toEqual([[true, true, false], [true, true, false]]);
  });

  it('one elsewhere stays an address, and so does one that is larger than a mail may be, or than the server says that it takes', async () => {
    await send(fileAt(THEIRS), { isStored }, {}, stored(1));
    await send(fileAt(OURS), { isStored }, {}, stored(16 * 1024 * 1024));
    // Its mail is above the server's SIZE.
    await send(fileAt(OURS), { isStored }, {}, stored(900_000));
    smtp.turns.push({ at: 'data', reply: [552, '5.3.4 Too big'] });
    await send(fileAt(OURS), { isStored }, {}, stored(1000));
    const mails = await Promise.all(smtp.mails.map(({ raw }) => readMail(raw)));
    expect(mails.map(({ files, text }) => [files.length, text.includes('https://')])).toEqual([[0, true], [0, true], [0, true], [1, false], [0, true]]);
  });

  it('one that is gone is told, and no mail goes without it', async () => {
    const gone = { file: async () => Promise.reject(new VendorFault('media_error', 'not_found')) };
    expect(await fault(send(fileAt(OURS), { isStored }, {}, gone))).toMatchObject({ faultClass: 'media_error' });
    expect(smtp.mails).toEqual([]);
  });
});

it('mails share a session, and one that the server has closed meanwhile costs nothing', async () => {
  await send(HELLO);
  const before = smtp.sessions;
  await send(HELLO);
  expect(smtp.sessions).toBe(before);
  smtp.drop();
  await send(HELLO);
  expect([smtp.sessions, smtp.mails.length]).toEqual([before + 1, 3]);
});

it('more than four mails at once to one server wait for each other', async () => {
  const before = smtp.sessions;
  await Promise.all(Array.from({ length: 12 }, () => send(HELLO)));
  expect(smtp.mails).toHaveLength(12);
  expect(smtp.sessions - before).toBeLessThanOrEqual(4);
});

it.each<[string, SmtpTurn, readonly string[]]>([
  ['a busy server (421)', { at: 'connect', reply: [421, '4.7.0 Try again later'] }, ['temporary', 'smtp_421 4.7.0']],
  ['greylisting (451)', { at: 'to', reply: [451, '4.7.1 Greylisted'] }, ['temporary', 'smtp_451 4.7.1']],
  ['a full disk (452)', { at: 'data', reply: [452, '4.3.1 Insufficient system storage'] }, ['temporary', 'smtp_452 4.3.1']],
  ['no such mailbox (550 5.1.1)', { at: 'to', reply: [550, '5.1.1 No such user'] }, ['recipient_invalid', 'smtp_550 5.1.1']],
  ['no such mailbox, in few words (550)', { at: 'to', reply: [550, 'No such user'] }, ['recipient_invalid', 'smtp_550']],
  ['a full mailbox (552 5.2.2)', { at: 'to', reply: [552, '5.2.2 Mailbox full'] }, ['temporary', 'smtp_552 5.2.2']],
  ['a mail that is too large (552)', { at: 'data', reply: [552, '5.3.4 Too big'] }, ['content_rejected', 'smtp_552 5.3.4']],
  ['spam (554)', { at: 'data', reply: [554, '5.7.1 Rejected as spam'] }, ['content_rejected', 'smtp_554 5.7.1']],
  ['somebody else’s address (553)', { at: 'from', reply: [553, '5.7.1 Sender address rejected: not owned by user'] }, ['auth', 'smtp_553 5.7.1']],
  ['a server that breaks off before the mail is whole', { at: 'to' }, ['temporary', 'econnection']],
  ['a server that breaks off when it has all of it: nobody knows', { at: 'data' }, ['unknown', 'econnection']],
])('%s', async (_what, turn, expected) => {
  smtp.drop();
  smtp.turns.push(turn);
  const { faultClass, code, message } = await fault(send(HELLO));
  expect([faultClass, code]).toEqual(expected);
  expect(message).not.toMatch(/Greylisted|No such|Hello/);
});

it('a password that is refused while mails go is auth, as is a certificate that is another’s', async () => {
  const other = await SmtpDouble.start(unknown);
  opened.push(other);
  expect(await fault(send(HELLO, {}, { smtpPassword: 'wrong' }))).toMatchObject({ faultClass: 'auth', code: 'smtp_535 5.7.8' });
  expect(await fault(send(HELLO, {}, { smtpPort: other.port }))).toMatchObject({ faultClass: 'auth', code: 'tls_failed' });
  expect([other.mails, smtp.mails]).toEqual([[], []]);
});

it('a mail that is larger than the server takes is not begun', async () => {
  expect(await fault(send({ type: 'text', text: 'x'.repeat(1_000_000) }))).toMatchObject({ faultClass: 'content_rejected', code: 'smtp_size' });
});

it('a message without a form as a mail is refused before anything is sent', async () => {
  expect(await fault(send({ type: 'template', template: {} }))).toMatchObject({ faultClass: 'content_rejected', code: 'no_form_as_a_mail' });
});

const AT = Date.parse('2026-11-23T10:05:00Z');
const kept: { fileName?: string; mediaType?: string; content: string }[] = [];
const HEADERS = { From: 'Ada <ada@mail.example>', To: 'shop@example.org', Subject: 'Where is it?', Date: 'Mon, 23 Nov 2026 10:05:00 +0000', 'Message-ID': '<1@mail.example>' };
const written = (body: string, headers: object = {}) => `${Object.entries({ ...HEADERS, ...headers }).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${body}`;
const receive = (mail: string, event: object = {}): Promise<readonly InboundEvent[]> => {
  kept.length = 0;
  return email.receive({ mail: Buffer.from(mail).toString('base64'), uid: 7, uidValidity: '42', ...event }, {
    integrationId: TALK.integrationId, settings, receivedAt: AT + 1000, calls, file: async () => '',
    noteFault: () => undefined,
    keep: async ({ content, ...named }) => {
      const chunks: Buffer[] = [];
      for await (const chunk of content) chunks.push(chunk);
      return `parley-attachment:${kept.push({ ...named, content: Buffer.concat(chunks).toString() })}`;
    },
  });
};
const PERSON = { externalId: 'ada@mail.example', displayName: 'Ada', profile: { email: 'ada@mail.example', givenName: 'Ada' } };
const said = (text: string, more: object = {}) => expect.objectContaining({ kind: 'message', person: PERSON, at: AT, externalId: '<1@mail.example>', content: { type: 'text', text }, ...more });

it('a mail is a message of its sender: one that begins something with its subject, an answer without history and signature', async () => {
  expect(await receive(written('I wait.'))).toEqual([said('Where is it?\n\nI wait.')]);
  expect(await receive(written('I wait.'))).toMatchObject([{ original: { subject: 'Where is it?', text: 'I wait.' } }]);
  const answer = 'Yes.\r\n\r\n-- \r\nAda\r\n\r\nOn Mon, Shop <shop@example.org> wrote:\r\n\r\n> Well?\r\n';
  expect(await receive(written(answer, { Subject: 'Re: Where is it?', 'In-Reply-To': '<0@example.org>' }))).toEqual([said('Yes.', { original: { subject: 'Re: Where is it?', text: expect.stringContaining('> Well?') } })]);
});

it('a mail of a clock that is ahead is of now; one without a Message-ID has its place in the mailbox for one', async () => {
  expect(await receive(written('Hi', { Date: 'Mon, 23 Nov 2099 10:05:00 +0000', 'Message-ID': undefined }))).toEqual([said('Where is it?\n\nHi', { at: AT + 1000, externalId: '<42.7@imap>' })]);
});

it('files and pictures within the text come after it, as they are', async () => {
  const body = ['--b', 'Content-Type: text/plain', '', 'See', '--b', 'Content-Type: image/png; name="a/b.png"', 'Content-Disposition: inline', 'Content-ID: <p>', '', 'png', '--b',
    'Content-Type: application/pdf', 'Content-Disposition: attachment; filename="bill.pdf"', '', 'pdf', '--b--', ''].join('\r\n');
  const events = await receive(written(body, { 'MIME-Version': '1.0', 'Content-Type': 'multipart/mixed; boundary=b' }));
  expect(events).toEqual([
    said('Where is it?\n\nSee'), said('', { externalId: '<1@mail.example>#2', content: { type: 'image', mediaUrl: 'parley-attachment:1' } }),
    said('', { externalId: '<1@mail.example>#3', content: { type: 'file', mediaUrl: 'parley-attachment:2' } }),
  ]);
  expect(kept).toMatchObject([{ fileName: 'b.png', mediaType: 'image/png', content: expect.stringContaining('png') }, { fileName: 'bill.pdf', mediaType: 'application/pdf', content: expect.stringContaining('pdf') }]);
});

it.each<[string, object]>([
  ['an auto-reply', { 'Auto-Submitted': 'auto-replied' }], ['a mail of a list', { 'List-Id': '<x>' }], ['a mail of ours that came back', { 'Message-ID': `<parley.${ID}@example.org>` }],
  ['a mail of the business itself', { From: 'Shop <shop@EXAMPLE.org>' }], ['a bounce in prose', { From: 'MAILER-DAEMON@mail.example' }],
])('%s is no message of a person: no loop begins', async (_what, headers) => {
  expect(await receive(written('Hi', headers))).toEqual([]);
});

it('a mail to where people unsubscribe blocks its sender', async () => {
  const blocked = [{ kind: 'blocked', person: { externalId: 'ada@mail.example' }, at: AT }];
  expect(await receive(written('', { To: 'Shop+Unsubscribe@example.org', Subject: 'unsubscribe' }))).toEqual(blocked);
  expect(await receive(written('', { To: 'undisclosed-recipients:;', 'Delivered-To': 'shop+unsubscribe@example.org' }))).toEqual(blocked);
});

const report = (fields: readonly string[], id = `<parley.${ID}@example.org>`) => written([
  '--r', 'Content-Type: text/plain', '', 'It failed.', '--r', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.mail.example', '', 'Final-Recipient: rfc822; ada@mail.example', ...fields, '',
  '--r', 'Content-Type: text/rfc822-headers', '', `Message-ID: ${id}`, '', '--r--', '',
].join('\r\n'), { From: 'MAILER-DAEMON@mx.mail.example', 'Content-Type': 'multipart/report; report-type=delivery-status; boundary=r' });

it('a delivery report that gives up is the failure of the mail that it names; one that tells of a delay is none, nor one of a mail that is not ours', async () => {
  const failed = (code: string, message: unknown) => [{ kind: 'failed', externalId: `<parley.${ID}@example.org>`, at: AT, failure: { code, message, blocks: false } }];
  expect(await receive(report(['Action: failed', 'Status: 5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 no such user']))).toEqual(failed('recipient_invalid', expect.stringMatching(/\(5\.1\.1\)$/)));
  expect(await receive(report(['Action: failed', 'Status: 4.4.7']))).toEqual(failed('temporary', expect.stringMatching(/\(4\.4\.7\)$/)));
  expect(await receive(report(['Action: failed', 'Status: 5.0.0']))).toEqual(failed('content_rejected', expect.stringMatching(/\(5\.0\.0\)$/)));
  expect(await receive(report(['Action: delivered', 'Status: 2.0.0']))).toEqual([{ kind: 'delivered', externalId: `<parley.${ID}@example.org>`, at: AT }]);
  expect(await receive(report(['Action: delayed', 'Status: 4.4.7']))).toEqual([]);
  expect(await receive(report(['Action: failed', 'Status: 5.1.1'], '<another@example.org>'))).toEqual([]);
});

it.each<[string, string, object]>([
  ['a mail without a sender', written('Hi', { From: undefined }), {}], ['an event that is none', '', { mail: 7 }], ['a mail of too many parts', `${written('Hi')}${'\n--x'.repeat(10_001)}`, {}],
])('%s cannot be read', async (_what, mail, event) => {
  await expect(receive(mail, event)).rejects.toThrow(UnreadableEvent);
});
