import { mailAddress } from '@parley/contracts';
import { headerOf, type Mail, type MailFile, type MailHeaders } from './mail.js';
import { messageIdsIn } from './thread.js';

/** What became of a mail of ours at one recipient (RFC 3464). */
export interface DeliveryReport {
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
  /** RFC 3463, such as `5.1.1`. */
  readonly status?: string;
  /** In the one form of `mailAddress`. */
  readonly recipient?: string;
  /** The reply code of the server that refused, such as `550`. Its words are left out: they repeat what people wrote. */
  readonly smtpCode?: string;
  /** The Message-ID of the mail that is reported on, with its brackets. */
  readonly messageId?: string;
}

/** Why a mail did not arrive, by its enhanced status code. */
export type BounceClass = 'recipient_invalid' | 'content_rejected' | 'temporary' | 'unknown';

const ACTION = /^(failed|delayed|delivered|relayed|expanded)\b/i;

/** A report has groups of fields for its recipients, after those of the mail. */
const MOST_RECIPIENTS = 50;

/** What a delivery report tells, of each recipient; nothing where a mail is none. Anybody can send one: it is to be believed only of mails that were sent. */
export function deliveryReports({ files, headers }: Pick<Mail, 'files' | 'headers'>): readonly DeliveryReport[] {
  const status = files.find(({ mediaType }) => mediaType === 'message/delivery-status' || mediaType === 'message/global-delivery-status');
  if (!status) return [];
  const messageId = originalId(files) ?? messageIdsIn(headerOf(headers, 'in-reply-to'))[0] ?? messageIdsIn(headerOf(headers, 'references')).at(-1);
  const [, ...recipients] = status.content.toString('latin1').replaceAll('\r\n', '\n').split(/\n[ \t]*\n/, MOST_RECIPIENTS + 1).map(fieldsIn);
  return recipients.flatMap((fields) => reportIn(fields, messageId));
}

function reportIn(fields: MailHeaders, messageId: string | undefined): readonly DeliveryReport[] {
  const action = ACTION.exec(headerOf(fields, 'action') ?? '')?.[1]?.toLowerCase();
  if (action === undefined) return [];
  const status = /^[245]\.\d{1,3}\.\d{1,3}/.exec(headerOf(fields, 'status') ?? '')?.[0];
  const recipient = recipientIn(headerOf(fields, 'original-recipient')) ?? recipientIn(headerOf(fields, 'final-recipient'));
  const smtpCode = /^smtp\s*;\s*(?:<[^>]*>[^:]*:\s*)?([245]\d\d)\b/i.exec(headerOf(fields, 'diagnostic-code') ?? '')?.[1];
  return [{
    action: action as DeliveryReport['action'],
    ...(status !== undefined && { status }), ...(recipient !== undefined && { recipient }), ...(smtpCode !== undefined && { smtpCode }), ...(messageId !== undefined && { messageId }),
  }];
}

const recipientIn = (value: string | undefined): string | undefined => (value === undefined ? undefined : mailAddress(value.replace(/^[^;]*;/, '').replaceAll(/[<>]/g, '')));

/** From the mail that is given back, or its headers. */
function originalId(files: readonly MailFile[]): string | undefined {
  const original = files.find(({ mediaType }) => ['message/rfc822', 'message/rfc822-headers', 'text/rfc822-headers', 'message/global', 'message/global-headers'].includes(mediaType));
  const [head = ''] = original?.content.subarray(0, 256 * 1024).toString('latin1').replaceAll('\r\n', '\n').split('\n\n', 1) ?? [];
  return messageIdsIn(headerOf(fieldsIn(head), 'message-id'))[0];
}

/** Fields of a header or a report, unfolded. */
const fieldsIn = (text: string): MailHeaders =>
  text.replaceAll(/\n[ \t]+/g, ' ').split('\n').flatMap((line) => {
    const colon = line.indexOf(':');
    return colon < 1 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const];
  });

/** RFC 3463: the second number tells what the fault is about, the first whether it lasts. A full mailbox is one that is emptied. */
export function bounceClass({ status, smtpCode }: Pick<DeliveryReport, 'status' | 'smtpCode'>): BounceClass {
  if (status?.startsWith('4.') || (status === undefined && smtpCode?.startsWith('4')) || status === '5.2.2') return 'temporary';
  if (/^5\.(?:1|2)\./.test(status ?? '')) return 'recipient_invalid';
  if (/^5\.(?:3\.4|6|7)/.test(status ?? '')) return 'content_rejected';
  return 'unknown';
}
