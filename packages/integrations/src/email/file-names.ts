import { plainText } from './plain-text.js';

/** As file systems take. */
const LONGEST = 200;

/** Of what mails bring without a name. */
const NAMES: Readonly<Record<string, string>> = {
  'text/calendar': 'invite.ics',
  'message/rfc822': 'message.eml',
  'message/delivery-status': 'delivery-status.txt',
  'application/ms-tnef': 'winmail.dat',
  'text/vcard': 'contact.vcf',
  'application/pdf': 'document.pdf',
  'image/jpeg': 'image.jpg',
  'image/png': 'image.png',
  'image/gif': 'image.gif',
};

/** A file's name as it may be shown and kept: the last part of what the mail says, or one by its type and its place. */
export function fileNameOf(given: string | undefined, mediaType: string, index: number): string {
  const name = plainText(given ?? '').split(/[/\\\n]/).at(-1)?.trim() ?? '';
  if (name !== '' && !/^\.+$/.test(name)) return shortened(name);
  return NAMES[mediaType] ?? `file-${index + 1}`;
}

/** The end is kept: it tells the type. */
function shortened(name: string): string {
  const letters = [...name];
  return letters.length <= LONGEST ? name : [...letters.slice(0, LONGEST - 20), ...letters.slice(-20)].join('');
}
