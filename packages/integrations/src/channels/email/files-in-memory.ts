import { Slots } from '../../lanes/slots.js';
import type { MailFile } from '../../email/mail.js';
import type { FormFile } from '../multipart.js';

type Whole = Pick<MailFile, 'fileName' | 'mediaType' | 'content'>;

/** Of the files of all mails that this process writes at once: a mail is whole in memory, as its length is said before it goes (RFC 1870). */
const UNDER_WAY = new Slots(32 * 1024 * 1024);

/** Does what needs the files' bytes; mails without any do not wait for those that have some. Raises VendorFault where one cannot be read. */
export async function inMemory<Value>(files: readonly FormFile[], work: (files: readonly Whole[]) => Promise<Value>): Promise<Value> {
  if (files.length === 0) return work([]);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return UNDER_WAY.hold(bytes, async () => {
    const read: Whole[] = [];
    for (const file of files) read.push({ fileName: file.fileName, mediaType: file.mediaType, content: await whole(file) });
    return work(read);
  });
}

async function whole(file: FormFile): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of file.read()) pieces.push(piece);
  return Buffer.concat(pieces);
}
