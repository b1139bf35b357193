import { UnreadableEvent } from '../channels/channel.js';

/** A mail as it waits in the inbox, put down by who reads the mailbox (src/mailbox). */
export interface InboxMail {
  /** The mail as it came (RFC 5322), in base64: at most MAX_MAIL_BYTES. */
  readonly mail: string;
  /** Where it lies (RFC 9051, 2.3.1.1). */
  readonly uid: number;
  readonly uidValidity: string;
}

/** The mail of an event. Raises UnreadableEvent. */
export function inboxMailIn(event: object): InboxMail {
  const { mail, uid, uidValidity } = event as Partial<InboxMail>;
  if (typeof mail !== 'string' || typeof uid !== 'number' || typeof uidValidity !== 'string') throw new UnreadableEvent('no mail');
  return { mail, uid, uidValidity };
}
