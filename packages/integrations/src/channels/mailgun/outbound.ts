import { blocksOf, type Block } from '../../email/content-blocks.js';
import { oneLine } from '../../email/plain-text.js';
import { answerSubject, answerTo, messageIdOf, type Thread } from '../../email/thread.js';
import type { Outbound, OutboundMessage, Part, Plan, Sending, Sent } from '../outbound.js';
import { VendorFault } from '../vendor-fault.js';
import { callMailgun } from './mailgun-api.js';
import { answeredAt } from './reply-to.js';
import { mailgunSettings } from './settings.js';

/** Mailgun puts the address of its own page here, where the domain has it ("Tracking unsubscribes"). */
const UNSUBSCRIBE_URL = '%unsubscribe_url%';

/** A mail before it is known who sends it. What writes HTML is loaded when it is sent: commands and APIs send none. */
interface MailPart extends Part {
  readonly id: string;
  readonly blocks: readonly Block[];
  /** What it answers: the ids of RFC 5322's headers. */
  readonly thread?: Thread;
  readonly subject?: string;
}

/** One mail for each message. Mailgun offers no key against doubling; a Message-ID that stays the same lets readers' programs show one. */
export const outbound: Outbound = {
  receipts: true, idempotent: false, threads: true, plan, send,
  // Mailgun names no rate of messages; what providers of mailboxes like is slower than what it takes.
  rates: { overall: { perSecond: 10, burst: 50 } },
};

function plan({ id, content, quotedExternalId, thread }: OutboundMessage): Plan {
  const blocks = blocksOf(content);
  if (blocks.length === 0) throw new VendorFault('content_rejected', 'no_form_as_a_mail');
  const last = thread && mailOf(thread.externalId);
  const answered = quotedExternalId === undefined ? last : mailOf(quotedExternalId);
  const before = [...(thread?.answers ?? []), ...(last === undefined ? [] : [last])];
  const subject = answerSubject(thread?.subject);
  const part: MailPart = { id, blocks, ...(answered !== undefined && { thread: answerTo(answered, before) }), ...(subject !== undefined && { subject }) };
  return { parts: [part], choices: [] };
}

/** A mail is said in several messages, which are numbered behind its Message-ID. */
const mailOf = (externalId: string): string => externalId.replace(/#\d+$/, '');

async function send(part: Part, { recipient, settings, calls, ...talk }: Sending): Promise<Sent> {
  const own = mailgunSettings(settings);
  const { apiKey, domain, address, hideUnsubscribeLink } = own;
  const { id, blocks, thread, subject = `New message from ${address}` } = part as MailPart;
  const { bodyOfBlocks } = await import('../../email/mail-body.js');
  const { text, html } = bodyOfBlocks(blocks, hideUnsubscribeLink ? {} : { unsubscribeUrl: UNSUBSCRIBE_URL });
  const messageId = messageIdOf(id, domain);
  await callMailgun(calls, apiKey, `/v3/${domain}/messages`, {
    method: 'POST', isMultipart: true,
    form: [
      ['from', address], ['to', oneLine(recipient)], ['subject', subject], ['text', text], ['html', html],
      ['h:Message-Id', messageId], ['h:Reply-To', answeredAt(own, talk)],
      ...(thread ? [['h:In-Reply-To', thread.inReplyTo ?? ''] as const, ['h:References', thread.references.join(' ')] as const] : []),
      // What people read and open is theirs.
      ['o:tracking', 'no'],
    ],
  });
  return { externalIds: [messageId] };
}
