import { TEXT_LENGTH, type Content } from '@parley/contracts';
import { splitText } from '../../degradation/text/split-text.js';
import { headerOf, type Mail, type MailFile } from '../../email/mail.js';
import { replyIn } from '../../email/reply.js';
import type { KeepFile } from '../vendor-calls.js';

/** What a message of the API may have: its readers are made for that. */
const LONGEST_TEXT = { most: TEXT_LENGTH, unit: 'codePoints' } as const;

/** What browsers show; a picture of another format is a file. */
const PICTURES: readonly string[] = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];

/** What a mail says: what was written himself, without history and signature, then its files, those within the text too. */
export async function contentsOf(mail: Mail, keep: KeepFile): Promise<readonly Content[]> {
  const contents: Content[] = [...textsOf(mail)];
  for (const file of mail.files.filter(({ content }) => content.length > 0)) contents.push(await kept(file, keep));
  return contents;
}

/** A mail that begins something says its subject too. */
function textsOf(mail: Mail): readonly Content[] {
  const isAnswer = headerOf(mail.headers, 'in-reply-to') !== undefined;
  const text = [isAnswer ? '' : mail.subject, replyIn(mail.text)].filter((part) => part !== '').join('\n\n');
  return splitText(text, LONGEST_TEXT).map((part) => ({ type: 'text', text: part }));
}

async function kept({ fileName, mediaType, content }: MailFile, keep: KeepFile): Promise<Content> {
  async function* bytes() {
    yield content;
  }
  const mediaUrl = await keep({ fileName, mediaType, content: bytes() });
  return { type: PICTURES.includes(mediaType) ? 'image' : 'file', mediaUrl };
}
