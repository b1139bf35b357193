import { mailAddress, type ChannelPerson, type InboundEvent, type InboundThread } from '@parley/contracts';
import { addressParser } from 'postal-mime';
import { automatic } from '../../email/automatic.js';
import { deliveryReports } from '../../email/bounce.js';
import { inboxMailIn } from '../../email/inbox-mail.js';
import { headerOf, MailFault, type Mail, type MailPerson } from '../../email/mail.js';
import { originalOf } from '../../email/original.js';
import { readMail } from '../../email/read-mail.js';
import { conversationOfAddress } from '../../email/reply-address.js';
import { answeredBy, messageIdsIn, ownMessageId } from '../../email/thread.js';
import { UnreadableEvent, type Receiving } from '../channel.js';
import { contentsOf } from './contents.js';
import { receiptsOf } from './receipts.js';
import { emailSettings } from './settings.js';
import { isUnsubscribing } from './unsubscribe.js';

/** Longest name of a profile (openapi.yaml, `profile`). */
const LONGEST_NAME = 128;

/** Whom servers say that a mail was for. */
const RECIPIENTS = ['to', 'cc', 'delivered-to', 'x-original-to', 'envelope-to'];

/** What a mail of the mailbox comes to. What a machine wrote is not said to the business: a bot would answer it, and it might answer again. */
export async function receive(event: object, { integrationId, settings, receivedAt, keep }: Receiving): Promise<readonly InboundEvent[]> {
  const { mail: encoded, uid, uidValidity } = inboxMailIn(event);
  const { from: own, domain, replyKey } = emailSettings(settings);
  const mail = await read(encoded);
  const at = mail.at !== undefined && mail.at > 0 && mail.at <= receivedAt ? mail.at : receivedAt;
  const isOwn = (id: string) => ownMessageId(id, domain) !== undefined;
  const reports = deliveryReports(mail);
  if (reports.length > 0) return receiptsOf(reports, at, isOwn);
  if (mail.from === undefined) throw new UnreadableEvent('a mail without a sender');
  // The business itself, whose mails come back to it by some rule of forwarding.
  if (mail.from.address === own.address || isOwn(headerOf(mail.headers, 'message-id')?.trim() ?? '')) return [];
  const [person, recipients] = [personOf(mail.from), recipientsOf(mail)];
  if (isUnsubscribing(recipients, own.address)) return [{ kind: 'blocked', person: { externalId: person.externalId }, at }];
  if (automatic(mail.headers, isOwn)) return [];
  const id = messageIdsIn(headerOf(mail.headers, 'message-id'))[0] ?? `<${uidValidity}.${uid}@imap>`;
  const contents = await contentsOf(mail, keep);
  const named = replyKey && recipients.map((address) => conversationOfAddress(replyKey, address, integrationId)).find((conversationId) => conversationId !== undefined);
  const thread: InboundThread = { answers: answeredBy(mail.headers), ...(named !== undefined && { conversationId: named }), ...(mail.subject !== '' && { subject: mail.subject }) };
  return contents.map((content, index) => ({
    kind: 'message', person, at, externalId: index === 0 ? id : `${id}#${index + 1}`, content, thread, ...(index === 0 && { original: originalOf(mail) }),
  }));
}

async function read(encoded: string): Promise<Mail> {
  try {
    return await readMail(Buffer.from(encoded, 'base64'));
  } catch (error) {
    throw error instanceof MailFault ? new UnreadableEvent(error.code, { cause: error }) : error;
  }
}

function personOf({ address, name: given }: MailPerson): ChannelPerson {
  const name = given?.slice(0, LONGEST_NAME) ?? '';
  return { externalId: address, displayName: name || address, profile: { email: address, ...(name !== '' && { givenName: name }) } };
}

const recipientsOf = ({ headers }: Mail): readonly string[] =>
  headers.filter(([name]) => RECIPIENTS.includes(name)).flatMap(([, value]) => addressParser(value, { flatten: true })).flatMap(({ address }) => mailAddress(address ?? '') ?? []);
