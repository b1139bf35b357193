import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { MailFile, MailPerson } from './mail.js';
import type { MailBody } from './mail-body.js';
import { oneLine } from './plain-text.js';
import type { Thread } from './thread.js';

/** A mail of ours. */
export interface OutgoingMail {
  readonly from: MailPerson;
  readonly to: MailPerson;
  readonly replyTo?: string;
  readonly subject: string;
  /** With its brackets. */
  readonly messageId: string;
  readonly thread?: Thread;
  /** When it was written, in milliseconds since 1970. */
  readonly at: number;
  readonly body: MailBody;
  readonly files?: readonly Pick<MailFile, 'fileName' | 'mediaType' | 'content'>[];
  /** Where a reader's program unsubscribes him: without a page, where it is a web address (RFC 2369, RFC 8058). */
  readonly unsubscribeUrl?: string;
}

/** A mail as it goes over the wire (RFC 5322, MIME): the same bytes for the same mail. Nothing that is said in it can add a header. */
export async function composeMail({ from, to, replyTo, subject, messageId, thread, at, body, files = [], unsubscribeUrl }: OutgoingMail): Promise<Buffer> {
  const composer = new MailComposer({
    from: personOf(from), to: personOf(to), replyTo, subject: oneLine(subject), messageId, date: new Date(at),
    inReplyTo: thread?.inReplyTo, references: thread ? [...thread.references] : undefined,
    text: body.text, html: body.html,
    attachments: files.map(({ fileName, mediaType, content }) => ({ filename: oneLine(fileName), contentType: oneLine(mediaType), content })),
    headers: {
      ...(unsubscribeUrl !== undefined && { 'List-Unsubscribe': `<${oneLine(unsubscribeUrl)}>` }),
      ...(unsubscribeUrl !== undefined && /^https:/i.test(unsubscribeUrl) && { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
    },
    // Files come as bytes: nothing that a mail names is read from this machine or fetched.
    disableFileAccess: true, disableUrlAccess: true,
    baseBoundary: createHash('sha256').update(messageId).digest('hex').slice(0, 32),
    newline: '\r\n',
  });
  return composer.compile().build();
}

const personOf = ({ address, name }: MailPerson) => ({ address, name: oneLine(name ?? '') });
