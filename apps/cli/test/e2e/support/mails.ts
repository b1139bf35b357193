import type { TakenMail } from '@parley/testing';

const DATE = 'Wed, 04 Mar 2026 05:10:00 +0000';

export interface Head {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  /** Its Message-ID. */
  readonly id: string;
  /** The Message-ID of the mail that it answers. */
  readonly parent?: string;
}

/** A mail of a person, as text. */
export const mailOf = ({ from, to, subject, id, parent }: Head, text: string): string => [
  `From: ${from}`, `To: ${to}`, `Subject: ${subject}`, `Date: ${DATE}`, `Message-ID: ${id}`, ...(parent === undefined ? [] : [`In-Reply-To: ${parent}`, `References: ${parent}`]), '', text, '',
].join('\n');

/** What a server says became of the mail with that Message-ID (RFC 3464). */
export const report = ({ from, to }: { readonly from: string; readonly to: string }, action: string, status: string, messageId: string): string => [
  'From: MAILER-DAEMON@mx.mail.example', `To: ${from}`, 'Subject: Undelivered Mail Returned to Sender', `Date: ${DATE}`, 'Message-ID: <report@mx.mail.example>', 'MIME-Version: 1.0',
  'Content-Type: multipart/report; report-type=delivery-status; boundary=r', '', '--r', 'Content-Type: text/plain', '', 'I am sorry.', '',
  '--r', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.mail.example', '', `Final-Recipient: rfc822; ${to}`, `Action: ${action}`, `Status: ${status}`, '',
  '--r', 'Content-Type: text/rfc822-headers', '', `Message-ID: ${messageId}`, `From: ${from}`, '', '--r--', '',
].join('\n');

/** A mail's headers by their names in small letters, each in one line. */
export function headersOf(mail: Pick<TakenMail, 'raw'> | undefined): Readonly<Record<string, string>> {
  const [head = ''] = String(mail?.raw).split('\r\n\r\n');
  return Object.fromEntries(head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n').map((line) => {
    const at = line.indexOf(':');
    return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
  }));
}
