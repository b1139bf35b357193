import { mailAddress } from '@parley/contracts';
import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime';
import { fileNameOf } from './file-names.js';
import { textOfHtml } from './html.js';
import { MailFault, type Mail, type MailFile, type MailPerson } from './mail.js';
import { oneLine, plainText } from './plain-text.js';

/** What the large providers take at most; nothing is read of what is larger. */
export const MAX_MAIL_BYTES = 25 * 1024 * 1024;

/** Of all parts together: a mail that has been through many servers has some 20 KiB. */
const MAX_HEADER_BYTES = 256 * 1024;
const MAX_NESTING = 32;
/** Lines that could begin a part; the parser makes an object for each that does. */
const MAX_BOUNDARIES = 10_000;
const MAX_FILES = 100;

/** Reads a mail (RFC 5322, MIME). Raises MailFault. */
export async function readMail(raw: Buffer): Promise<Mail> {
  if (raw.byteLength > MAX_MAIL_BYTES) throw new MailFault('too_large');
  if (hasTooManyBoundaries(raw)) throw new MailFault('too_many_parts');
  const email = await parsed(raw);
  if (email.attachments.length > MAX_FILES) throw new MailFault('too_many_parts');
  const from = personOf(email.from);
  const at = email.date === undefined ? Number.NaN : Date.parse(email.date);
  const written = plainText(email.text ?? '');
  return {
    headers: email.headers.map(({ key, value }) => [key, value] as const),
    ...(from && { from }),
    subject: oneLine(email.subject ?? ''),
    ...(Number.isFinite(at) && { at }),
    text: written === '' && email.html !== undefined ? textOfHtml(email.html) : written,
    ...(email.html !== undefined && { html: email.html }),
    files: email.attachments.map(fileOf),
  };
}

async function parsed(raw: Buffer): Promise<Email> {
  try {
    // Passed-on mails are files, and a mail's headers never those of another one within it.
    return await PostalMime.parse(raw, { maxHeadersSize: MAX_HEADER_BYTES, maxNestingDepth: MAX_NESTING, forceRfc822Attachments: true });
  } catch (error) {
    throw new MailFault('malformed', { cause: error });
  }
}

function hasTooManyBoundaries(raw: Buffer): boolean {
  let count = 0;
  for (let at = raw.indexOf('\n--'); at !== -1; at = raw.indexOf('\n--', at + 1)) if ((count += 1) > MAX_BOUNDARIES) return true;
  return false;
}

function personOf(from: Address | undefined): MailPerson | undefined {
  const one = from?.group ? from.group[0] : from;
  const address = one?.address === undefined ? undefined : mailAddress(one.address);
  const name = oneLine(one?.name ?? '');
  return address === undefined ? undefined : { address, ...(name !== '' && { name }) };
}

function fileOf({ filename, mimeType, disposition, related, contentId, content }: Attachment, index: number): MailFile {
  const id = contentId?.replace(/^<|>$/g, '');
  return {
    fileName: fileNameOf(filename ?? undefined, mimeType, index),
    mediaType: mimeType,
    content: typeof content === 'string' ? Buffer.from(content) : ArrayBuffer.isView(content) ? Buffer.from(content.buffer, content.byteOffset, content.byteLength) : Buffer.from(content),
    ...(id !== undefined && id !== '' && { contentId: id }),
    inline: disposition !== 'attachment' && (related === true || disposition === 'inline') && mimeType.startsWith('image/'),
  };
}
