import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ImapDouble, SmtpDouble } from '@parley/testing';
import { eventually } from './support/eventually.js';
import { headersOf, mailOf, report } from './support/mails.js';
import { ListeningApp } from './support/listening-app.js';
import { rejection, type OfficialClient } from './support/official-client.js';
import type { App, Integration } from './support/official-client.types.js';
import type { RunningParley } from './support/running-parley.js';
import type { WebhookEvent } from './support/webhook-events.js';

const SHOP = 'desk@shop.example';
const ADA = 'ada@mail.example';
const TRIGGERS = ['conversation:create', 'conversation:message', 'conversation:message:delivery:channel', 'conversation:message:delivery:user', 'conversation:message:delivery:failure'];
/** What a worker held when it was killed is another's when its leases end, after 30 s. */
const TAKEN_OVER_MS = 120_000;
/** A worker looks every second for mailboxes that nobody reads. */
const UNREAD_MS = 3000;

/** The whole product, and the mail servers of a business on loopback, over TLS. */
describe('E-mail over SMTP and IMAP', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-authority-'));
  let conformance: ListeningApp['conformance'];
  let listening: ListeningApp;
  let parley: RunningParley;
  let smtp: SmtpDouble;
  let imap: ImapDouble;
  let target: ListeningApp['target'];
  let business: OfficialClient;
  let app: App;
  let integration: Integration;
  let conversationId = '';
  let userId = '';
  beforeAll(async () => {
    imap = await new ImapDouble().listen();
    smtp = await SmtpDouble.start(imap.certificate);
    const authority = join(folder, 'authority.pem');
    writeFileSync(authority, imap.certificate.cert);
    listening = await ListeningApp.start(TRIGGERS, { NODE_EXTRA_CA_CERTS: authority });
    ({ parley, business, app, conformance, target } = listening);
  }, 240_000);
  afterAll(async () => {
    await listening?.dispose();
    await imap?.close();
    await smtp?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const arrived = () => listening.unread();
  const events = (count: number, seconds?: number): Promise<WebhookEvent[]> => listening.events(count, seconds === undefined ? undefined : seconds * 1000);
  const said = (text: string, messageId: string) => ({
    type: 'conversation:message',
    payload: {
      conversation: { id: conversationId },
      message: { content: { type: 'text', text }, author: { type: 'user', userId }, source: { type: 'email', integrationId: integration.id, originalMessageId: messageId, client: { externalId: ADA } } },
    },
  });
  /** Answers the id of the message, once its mail is at the server. */
  const answer = async (text: string): Promise<string> => {
    const before = smtp.mails.length;
    const { messages: [message] } = await business.messages.postMessage(app.id, conversationId, { author: { type: 'business' }, content: { type: 'text', text } });
    expect(await events(2)).toMatchObject([
      { type: 'conversation:message', payload: { message: { id: message?.id, author: { type: 'business' } } } },
      { type: 'conversation:message:delivery:channel', payload: { message: { id: message?.id }, user: { id: userId }, destination: { type: 'email', integrationId: integration.id }, externalMessages: [{ id: `<parley.${message?.id}@shop.example>` }], isFinalEvent: false } },
    ]);
    expect(smtp.mails).toHaveLength(before + 1);
    return message?.id ?? '';
  };
  const texts = async () => (await business.messages.listMessages(app.id, conversationId)).messages.map(({ content }) => content['text']);
  const isRead = () => eventually('the mailbox is read', () => [...imap.sessions].some(({ waits }) => waits), TAKEN_OVER_MS / 1000);

  it('a password that a server refuses is named; with the right ones it is connected, and the mailbox is read', async () => {
    const given = {
      type: 'email', displayName: 'Mail', fromAddress: SHOP, fromName: 'Kent Shop', smtpHost: '127.0.0.1', smtpPort: smtp.port, smtpUsername: 'desk', smtpPassword: 'the-smtp-password',
      imapHost: '127.0.0.1', imapPort: imap.port, imapUsername: imap.username, imapPassword: imap.password,
    };
    for (const kind of ['smtp', 'imap']) {
      expect(await rejection(business.integrations.createIntegration(app.id, { ...given, [`${kind}Password`]: 'wrong' }))).toMatchObject({ status: 400 });
      expect(conformance.lastBody()).toMatchObject({ errors: [{ title: `${kind}Username or ${kind}Password is refused by the channel` }] });
    }
    ({ integration } = await business.integrations.createIntegration(app.id, given));
    const { integration: shown } = conformance.lastBody<{ integration: object }>();
    expect(shown).toMatchObject({ type: 'email', status: 'active', fromAddress: SHOP });
    for (const secret of [given.smtpPassword, given.imapPassword]) expect(JSON.stringify(shown)).not.toContain(secret);
    await isRead();
  });

  it('what somebody new writes is a conversation and a message; another copy of the mail makes nothing', async () => {
    const mail = mailOf({ from: `Ada Byron <${ADA}>`, to: SHOP, subject: 'Where is my order?', id: '<1@mail.example>' }, 'I wait for it.');
    imap.deliver(mail);
    const [created, message] = await events(2);
    conversationId = created?.payload.conversation?.id ?? '';
    userId = (created?.payload.user as { readonly id?: string } | undefined)?.id ?? '';
    expect(created).toMatchObject({ type: 'conversation:create', payload: { creationReason: 'message', source: { type: 'email', integrationId: integration.id } } });
    expect(message).toMatchObject(said('Where is my order?\n\nI wait for it.', '<1@mail.example>'));
    const copy = imap.deliver(mail);
    await eventually('the copy is taken', () => copy.seen);
  });

  it('what the business answers is a mail in the thread of what he wrote, which can be answered', async () => {
    const id = await answer('It is on its way.');
    expect(smtp.mails).toMatchObject([{ from: SHOP, to: [ADA], user: 'desk', isSecure: true }]);
    expect(headersOf(smtp.mails[0])).toMatchObject({
      'message-id': `<parley.${id}@shop.example>`, 'in-reply-to': '<1@mail.example>', references: '<1@mail.example>', subject: 'Re: Where is my order?', 'reply-to': expect.stringMatching(/^desk\+[0-9a-z]{35}@shop\.example$/),
    });
    expect(String(smtp.mails[0]?.raw)).toContain('It is on its way.');
  });

  it('what he answers to that is in the same conversation, without what he quotes', async () => {
    const { 'message-id': parent = '', 'reply-to': to = '', subject = '' } = headersOf(smtp.mails[0]);
    imap.deliver(mailOf({ from: ADA, to, subject, id: '<2@mail.example>', parent }, `Thank you!\n\nOn Wed, Kent Shop <${SHOP}> wrote:\n\n> It is on its way.`));
    expect(await events(1)).toMatchObject([said('Thank you!', '<2@mail.example>')]);
    expect(JSON.stringify(target.received)).not.toContain('wrote:');
  });

  it('a mail that comes while the worker is dead is there once afterwards', async () => {
    const { 'message-id': parent = '', 'reply-to': to = '' } = headersOf(smtp.mails[0]);
    await parley.kill('worker');
    await eventually('nobody reads', () => imap.sessions.size === 0);
    const mail = imap.deliver(mailOf({ from: ADA, to, subject: 'Re: Where is my order?', id: '<3@mail.example>', parent }, 'When?'));
    expect(await events(1, TAKEN_OVER_MS / 1000)).toMatchObject([said('When?', '<3@mail.example>')]);
    await eventually('it is marked as read', () => mail.seen);
    await isRead();
  }, TAKEN_OVER_MS);

  it('a mail that another server gives back is told as a failure', async () => {
    const id = await answer('Tomorrow.');
    imap.deliver(report({ from: SHOP, to: ADA }, 'failed', '5.1.1', `<parley.${id}@shop.example>`));
    expect(await events(1)).toMatchObject([{ type: 'conversation:message:delivery:failure', payload: { message: { id }, conversation: { id: conversationId }, destination: { type: 'email' }, error: { code: 'recipient_invalid' }, isFinalEvent: true } }]);
  });

  it('all is in one conversation, each once, and what was said and the passwords are in no log', async () => {
    expect(await texts()).toEqual(['Where is my order?\n\nI wait for it.', 'It is on its way.', 'Thank you!', 'When?', 'Tomorrow.']);
    const { conversations } = await business.conversations.listConversations(app.id, { userId });
    expect(conversations.map(({ id }) => id)).toEqual([conversationId]);
    for (const word of ['I wait for it', ADA, imap.password, 'the-smtp-password']) expect(parley.output()).not.toContain(word);
  });

  it('deleting the integration has the mailbox read no more', async () => {
    await business.integrations.deleteIntegration(app.id, integration.id);
    await eventually('nobody reads', () => imap.sessions.size === 0, TAKEN_OVER_MS / 1000);
    const mail = imap.deliver(mailOf({ from: ADA, to: SHOP, subject: 'Again', id: '<4@mail.example>' }, 'Hello?'));
    const asked = imap.commands.length;
    await delay(UNREAD_MS);
    expect([mail.seen, imap.commands.length - asked, arrived()]).toEqual([false, 0, []]);
  }, TAKEN_OVER_MS);

  it('every answer of the API and every event is as the OpenAPI documents describe it', () => {
    expect(listening.faults()).toEqual([]);
  });
});
