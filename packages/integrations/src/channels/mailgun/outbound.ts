import { bodyOf, type MailBody } from '../../email/mail-body.js';
import { oneLine } from '../../email/plain-text.js';
import { answerTo, messageIdOf } from '../../email/thread.js';
import type { Outbound, OutboundMessage, Part, Plan, Sending, Sent } from '../outbound.js';
import { VendorFault } from '../vendor-fault.js';
import { callMailgun } from './mailgun-api.js';
import { mailgunSettings } from './settings.js';

/** Mailgun puts the address of its own page here, where the domain has it ("Tracking unsubscribes"). */
const UNSUBSCRIBE_URL = '%unsubscribe_url%';

/** A mail before it is known who sends it. */
interface MailPart extends Part {
  readonly id: string;
  readonly body: MailBody;
  readonly bodyWithLink: MailBody;
  readonly answers?: string;
}

/** One mail for each message. Mailgun offers no key against doubling; a Message-ID that stays the same lets readers' programs show one. */
export const outbound: Outbound = { receipts: false, idempotent: false, plan, send };

function plan({ id, content, quotedExternalId }: OutboundMessage): Plan {
  const [body, bodyWithLink] = [bodyOf(content), bodyOf(content, { unsubscribeUrl: UNSUBSCRIBE_URL })];
  if (!body || !bodyWithLink) throw new VendorFault('content_rejected', 'no_form_as_a_mail');
  const part: MailPart = { id, body, bodyWithLink, ...(quotedExternalId !== undefined && { answers: quotedExternalId.replace(/#\d+$/, '') }) };
  return { parts: [part], choices: [] };
}

async function send(part: Part, { recipient, settings, calls }: Sending): Promise<Sent> {
  const { apiKey, domain, address, hideUnsubscribeLink } = mailgunSettings(settings);
  const { id, body, bodyWithLink, answers } = part as MailPart;
  const { text, html } = hideUnsubscribeLink ? body : bodyWithLink;
  const thread = answers === undefined ? undefined : answerTo(answers);
  const messageId = messageIdOf(id, domain);
  await callMailgun(calls, apiKey, `/v3/${domain}/messages`, {
    method: 'POST', isMultipart: true,
    form: [
      ['from', address], ['to', oneLine(recipient)], ['subject', `New message from ${address}`], ['text', text], ['html', html],
      ['h:Message-Id', messageId], ['h:Reply-To', address],
      ...(thread ? [['h:In-Reply-To', thread.inReplyTo ?? ''] as const, ['h:References', thread.references.join(' ')] as const] : []),
      // What people read and open is theirs.
      ['o:tracking', 'no'],
    ],
  });
  return { externalIds: [messageId] };
}
