import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Dovecot, MailProgram, Postfix, webhookTarget, type WebhookTarget } from '@parley/testing';
import { Conformance } from './support/conformance.js';
import { eventually } from './support/eventually.js';
import { headersOf, mailOf } from './support/mails.js';
import { connect, rejection, type OfficialClient } from './support/official-client.js';
import type { App, Integration } from './support/official-client.types.js';
import { RunningParley } from './support/running-parley.js';
import { eventsOf, firstArrivals, type WebhookEvent } from './support/webhook-events.js';

const [SHOP, ADA, GONE] = ['desk@shop.test', 'ada@people.test', 'gone@people.test'];
const TRIGGERS = ['conversation:create', 'conversation:message', 'conversation:message:delivery:channel', 'conversation:message:delivery:user', 'conversation:message:delivery:failure'];

/** The whole product, Debian's Postfix and Dovecot, and a person who reads and writes by them. */
describe('E-mail against Postfix and Dovecot', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-authority-'));
  const conformance = new Conformance();
  let parley: RunningParley;
  let dovecot: Dovecot;
  let postfix: Postfix;
  let ada: MailProgram;
  let target: WebhookTarget;
  let business: OfficialClient;
  let app: App;
  let integration: Integration;
  let given: { readonly type: string; readonly smtpPort: number; readonly smtpPassword: string; readonly imapPassword: string };
  let conversationId = '';
  let seen = 0;
  beforeAll(async () => {
    dovecot = await Dovecot.start('desk', ['ada']);
    postfix = await Postfix.start(dovecot, { [SHOP]: 'desk', [ADA]: 'ada' });
    const authority = join(folder, 'authority.pem');
    writeFileSync(authority, dovecot.certificate.cert);
    ada = new MailProgram({ username: 'ada', password: dovecot.password, smtpPort: postfix.tlsPort, imapPort: dovecot.port, authority });
    [parley, target] = await Promise.all([RunningParley.start({ NODE_EXTRA_CA_CERTS: authority }), webhookTarget()]);
    business = connect({ baseUrl: parley.baseUrl, key: parley.credentials().accountKey, scope: 'account', mode: 'Basic', onExchange: conformance.exchange });
    ({ app } = await business.apps.createApp({ displayName: 'Shop' }));
    await business.integrations.createIntegration(app.id, { type: 'custom', displayName: 'Backend', webhooks: [{ target: target.url, triggers: TRIGGERS, includeFullSource: true }] });
    given = {
      type: 'email', smtpPort: postfix.port, smtpPassword: dovecot.password, imapPassword: dovecot.password,
      ...{ displayName: 'Mail', fromAddress: SHOP, fromName: 'Kent Shop', smtpHost: '127.0.0.1', smtpUsername: 'desk', imapHost: '127.0.0.1', imapPort: dovecot.port, imapUsername: 'desk' },
    };
  }, 240_000);
  afterAll(async () => {
    await parley?.dispose();
    await postfix?.dispose();
    await dovecot?.dispose();
    await target?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const events = async (count: number): Promise<WebhookEvent[]> => {
    const arrived = () => firstArrivals(eventsOf(target.received)).slice(seen);
    const all = await eventually(`${count} events`, () => arrived().length >= count && arrived(), 60);
    seen += all.length;
    return all;
  };
  const titleFor = async (changes: object): Promise<unknown> => {
    expect(await rejection(business.integrations.createIntegration(app.id, { ...given, ...changes }))).toMatchObject({ status: 400 });
    return conformance.lastBody<{ errors: readonly { title: string }[] }>().errors[0]?.title;
  };
  const post = async (text: string, conversation = conversationId): Promise<string> => {
    const { messages: [message] } = await business.messages.postMessage(app.id, conversation, { author: { type: 'business' }, content: { type: 'text', text } });
    return message?.id ?? '';
  };
  const taken = (id: string) => [
    { type: 'conversation:message', payload: { message: { id, author: { type: 'business' } } } },
    { type: 'conversation:message:delivery:channel', payload: { message: { id }, destination: { type: 'email', integrationId: integration.id }, externalMessages: [{ id: `<parley.${id}@shop.test>` }], isFinalEvent: false } },
  ];
  /** What Ada has of it, once it is there. */
  const received = (text: string): Promise<Readonly<Record<string, string>>> =>
    eventually(`a mail: ${text}`, async () => {
      const found = (await ada.mails()).find((raw) => raw.includes(text));
      return found !== undefined && headersOf({ raw: Buffer.from(found) });
    }, 60);

  it('what each of the two refuses is named, a certificate of an unknown authority too; then it is connected', async () => {
    expect(await titleFor({ smtpPassword: 'wrong' })).toBe('smtpUsername or smtpPassword is refused by the channel');
    expect(await titleFor({ imapPassword: 'wrong' })).toBe('imapUsername or imapPassword is refused by the channel');
    expect(await titleFor({ smtpPort: postfix.otherTlsPort, smtpSecure: true })).toBe('smtpHost is refused by the channel');
    ({ integration } = await business.integrations.createIntegration(app.id, given));
    expect(conformance.lastBody()).toMatchObject({ integration: { type: 'email', status: 'active' } });
  }, 120_000);

  it('what somebody writes comes by both into a new conversation', async () => {
    // What is in the mailbox before it is first opened is not read.
    await eventually('the mailbox is read', async () => /^parley_mailboxes\{.*state="read".*\} 1$/m.test(await parley.workerMetrics()), 60);
    await ada.send(mailOf({ from: `Ada Byron <${ADA}>`, to: SHOP, subject: 'Where is my order?', id: '<1@people.test>' }, 'I wait for it.'), { from: ADA, to: SHOP });
    const [created, message] = await events(2);
    conversationId = created?.payload.conversation?.id ?? '';
    expect(message).toMatchObject({ type: 'conversation:message', payload: { conversation: { id: conversationId }, message: { content: { text: 'Where is my order?\n\nI wait for it.' }, source: { type: 'email', originalMessageId: '<1@people.test>', client: { externalId: ADA } } } } });
  }, 120_000);

  it('what the business answers lies in her mailbox, in the thread of what she wrote; what she answers to that is in the same conversation', async () => {
    const id = await post('It is on its way.');
    expect(await events(2)).toMatchObject(taken(id));
    const mail = await received('It is on its way.');
    expect(mail).toMatchObject({
      'message-id': `<parley.${id}@shop.test>`, from: expect.stringContaining(SHOP), to: ADA, subject: 'Re: Where is my order?', 'in-reply-to': '<1@people.test>', references: '<1@people.test>',
      'reply-to': expect.stringMatching(/^desk\+[0-9a-z]{35}@shop\.test$/), 'list-unsubscribe': '<mailto:desk+unsubscribe@shop.test?subject=unsubscribe>', 'return-path': `<${SHOP}>`,
    });
    const [to, parent] = [mail['reply-to'] ?? '', mail['message-id'] ?? ''];
    await ada.send(mailOf({ from: ADA, to, subject: 'Re: Where is my order?', id: '<2@people.test>', parent }, `Thank you!\n\nOn Wed, Kent Shop <${SHOP}> wrote:\n\n> It is on its way.`), { from: ADA, to });
    expect(await events(1)).toMatchObject([{ type: 'conversation:message', payload: { conversation: { id: conversationId }, message: { content: { text: 'Thank you!' }, source: { originalMessageId: '<2@people.test>' } } } }]);
  }, 120_000);

  it('a mail to an address that is not there is given back by Postfix, which is told as a failure', async () => {
    await ada.send(mailOf({ from: GONE, to: SHOP, subject: 'Hello', id: '<3@people.test>' }, 'I move.'), { from: GONE, to: SHOP });
    const [created] = await events(2);
    const id = await post('Where to?', created?.payload.conversation?.id);
    const told = await events(3);
    expect(told).toMatchObject([
      ...taken(id), { type: 'conversation:message:delivery:failure', payload: { message: { id }, destination: { type: 'email' }, error: { code: 'recipient_invalid', message: expect.stringMatching(/\(5\.1\.1\)$/) }, isFinalEvent: true } },
    ]);
  }, 120_000);

  it('what is said while Postfix is away goes out once it is back, and once', async () => {
    await postfix.stop();
    const id = await post('By the way.');
    await eventually('it was tried', async () => {
      await business.integrations.getIntegration(app.id, integration.id);
      return conformance.lastBody<{ integration: { lastError?: { code: string } } }>().integration.lastError?.code === 'temporary';
    });
    await postfix.start();
    expect(await events(2)).toMatchObject(taken(id));
    await received('By the way.');
    await post('The last.');
    await events(2);
    await received('The last.');
    const said = (await ada.mails()).map((raw) => /It is on its way|By the way|The last/.exec(raw)?.[0]);
    expect(said).toEqual(['It is on its way', 'By the way', 'The last']);
  }, 180_000);

  it('every answer of the API and every event is as the OpenAPI documents describe it, and nothing that was said is in a log', () => {
    for (const { body } of target.received) conformance.envelope(body);
    expect([...conformance.faults]).toEqual([]);
    for (const word of ['I wait for it', ADA, dovecot.password]) expect(parley.output()).not.toContain(word);
  });
});
