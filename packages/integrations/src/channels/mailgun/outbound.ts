import { blocksOf, type Block } from '../../email/content-blocks.js';
import { oneLine } from '../../email/plain-text.js';
import { answerTo, messageIdOf } from '../../email/thread.js';
import type { Outbound, OutboundMessage, Part, Plan, Sending, Sent } from '../outbound.js';
import { VendorFault } from '../vendor-fault.js';
import { callMailgun } from './mailgun-api.js';
import { mailgunSettings } from './settings.js';

/** Mailgun puts the address of its own page here, where the domain has it ("Tracking unsubscribes"). */
const UNSUBSCRIBE_URL = '%unsubscribe_url%';

/** A mail before it is known who sends it. What writes HTML is loaded when it is sent: commands and APIs send none. */
interface MailPart extends Part {
  readonly id: string;
  readonly blocks: readonly Block[];
  readonly answers?: string;
}

/** One mail for each message. Mailgun offers no key against doubling; a Message-ID that stays the same lets readers' programs show one. */
export const outbound: Outbound = { receipts: false, idempotent: false, plan, send };

function plan({ id, content, quotedExternalId }: OutboundMessage): Plan {
  const blocks = blocksOf(content);
  if (blocks.length === 0) throw new VendorFault('content_rejected', 'no_form_as_a_mail');
  const part: MailPart = { id, blocks, ...(quotedExternalId !== undefined && { answers: quotedExternalId.replace(/#\d+$/, '') }) };
  return { parts: [part], choices: [] };
}

async function send(part: Part, { recipient, settings, calls }: Sending): Promise<Sent> {
  const { apiKey, domain, address, hideUnsubscribeLink } = mailgunSettings(settings);
  const { id, blocks, answers } = part as MailPart;
  const { bodyOfBlocks } = await import('../../email/mail-body.js');
  const { text, html } = bodyOfBlocks(blocks, hideUnsubscribeLink ? {} : { unsubscribeUrl: UNSUBSCRIBE_URL });
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
