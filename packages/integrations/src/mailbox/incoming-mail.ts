import { createHash } from 'node:crypto';
import { mailAddress } from '@parley/contracts';
import type { RawEvent } from '../channels/channel.js';
import type { InboxMail } from '../email/inbox-mail.js';
import type { MailHead } from './imap-session.js';

/** When the server got a mail; undefined where it does not say. */
export function receivedAt({ internalDate }: Pick<MailHead, 'internalDate'>): Date | undefined {
  const at = internalDate === undefined ? undefined : new Date(internalDate);
  return at && !Number.isNaN(at.getTime()) ? at : undefined;
}

/** Whose mail it is, for those of one are applied in their order. */
export const senderOf = ({ envelope }: Pick<MailHead, 'envelope'>): string => {
  const address = envelope?.from?.[0]?.address ?? '';
  return mailAddress(address) ?? address.toLowerCase();
};

/**
 * What a mail is known by, whatever number it has: its Message-ID, with its date and who wrote it, because there are programs that give
 * each of their mails the same; where it has none, its headers, in which servers write when and as what they got it.
 */
export function mailKey(head: Pick<MailHead, 'envelope'>, beginning: Buffer): string {
  const { messageId, date } = head.envelope ?? {};
  if (messageId) return `id ${messageId} ${date === undefined ? '' : new Date(date).getTime()} ${senderOf(head)}`;
  const end = beginning.indexOf('\r\n\r\n');
  return `headers ${createHash('sha256').update(end < 0 ? beginning : beginning.subarray(0, end)).digest('hex')}`;
}

/** A mail as an event of the inbox. `raw`: all of it. */
export function mailEvent(head: MailHead, raw: Buffer, uidValidity: string): RawEvent {
  const event: InboxMail = { mail: raw.toString('base64'), uid: head.uid, uidValidity };
  return { key: mailKey(head, raw), sender: senderOf(head), event };
}
