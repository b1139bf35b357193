import { attached } from '../../email/attached.js';
import { oneLine } from '../../email/plain-text.js';
import { planMail, type MailPart } from '../../email/plan-mail.js';
import { messageIdOf } from '../../email/thread.js';
import type { Outbound, Part, Sending, Sent } from '../outbound.js';
import { callMailgun } from './mailgun-api.js';
import { answeredAt } from './reply-to.js';
import { mailgunSettings } from './settings.js';

/** Mailgun puts the address of its own page here, where the domain has it ("Tracking unsubscribes"). */
const UNSUBSCRIBE_URL = '%unsubscribe_url%';

/** Of files in one mail: Mailgun takes 25 MB of a mail, in which a file is a third longer. */
const MOST_FILE_BYTES = 15 * 1024 * 1024;

/** One mail for each message. Mailgun offers no key against doubling; a Message-ID that stays the same lets readers' programs show one. */
export const outbound: Outbound = {
  receipts: true, idempotent: false, threads: true, plan: planMail, send,
  // Mailgun names no rate of messages; what providers of mailboxes like is slower than what it takes.
  rates: { overall: { perSecond: 10, burst: 50 } },
};

async function send(part: Part, { recipient, settings, calls, file, ...talk }: Sending): Promise<Sent> {
  const own = mailgunSettings(settings);
  const { apiKey, domain, address, hideUnsubscribeLink } = own;
  const { id, thread, subject = `New message from ${address}` } = part as MailPart;
  const { blocks, files } = await attached(part as MailPart, file, MOST_FILE_BYTES);
  // What writes HTML is loaded with the first: commands and APIs write none.
  const { bodyOfBlocks } = await import('../../email/mail-body.js');
  const { text, html } = bodyOfBlocks(blocks, hideUnsubscribeLink ? {} : { unsubscribeUrl: UNSUBSCRIBE_URL });
  const messageId = messageIdOf(id, domain);
  await callMailgun(calls, apiKey, `/v3/${domain}/messages`, {
    method: 'POST', isMultipart: true,
    form: [
      ['from', address], ['to', oneLine(recipient)], ['subject', subject], ['text', text], ['html', html],
      ['h:Message-Id', messageId], ['h:Reply-To', answeredAt(own, talk)],
      ...(thread ? [['h:In-Reply-To', thread.inReplyTo ?? ''] as const, ['h:References', thread.references.join(' ')] as const] : []),
      ...files.map((one) => ['attachment', one] as const),
      // What people read and open is theirs.
      ['o:tracking', 'no'],
    ],
  });
  return { externalIds: [messageId] };
}
