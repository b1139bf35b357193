/** A mail in the double's mailbox. */
export interface StoredMail {
  readonly uid: number;
  readonly raw: Buffer;
  /** INTERNALDATE. */
  readonly at: Date;
  seen: boolean;
}

/** What goes wrong at the double. */
export interface ImapFaults {
  /** So many times the connection breaks in the middle of a mail. */
  dropInFetch: number;
  /** Of each mail half is sent, and then nothing more in that connection, or a byte now and then. */
  slowFetch?: 'stalled' | 'byByte' | undefined;
  /** Nothing is answered any more. */
  silent: boolean;
  noIdle: boolean;
  noStartTls: boolean;
  /** What it says a mail's size is. */
  size?: number;
}

/** What a mail is told to be, by the head of it. */
export const headerIn = (raw: Buffer, name: string): string | undefined => new RegExp(`^${name}: *(.*?)\\r$`, 'im').exec(raw.toString('latin1').split('\r\n\r\n')[0] + '\r\n')?.[1];

const quoted = (text: string | undefined): string => (text === undefined ? 'NIL' : `"${text.replaceAll(/["\\]/g, '\\$&')}"`);

function addresses(text: string | undefined): string {
  const [, local, host] = /([^<\s]+)@([^>\s]+)/.exec(text ?? '') ?? [];
  return local === undefined ? 'NIL' : `((NIL NIL ${quoted(local)} ${quoted(host)}))`;
}

/** RFC 3501, 7.4.2. */
const envelope = ({ raw }: StoredMail): string => {
  const [from, to] = [addresses(headerIn(raw, 'From')), addresses(headerIn(raw, 'To'))];
  return `(${quoted(headerIn(raw, 'Date'))} ${quoted(headerIn(raw, 'Subject'))} ${from} ${from} ${from} ${to} NIL NIL NIL ${quoted(headerIn(raw, 'Message-ID'))})`;
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (n: number): string => String(n).padStart(2, '0');
const internalDate = (at: Date): string => `"${two(at.getUTCDate())}-${MONTHS[at.getUTCMonth()]}-${at.getUTCFullYear()} ${at.toISOString().slice(11, 19)} +0000"`;

/** One mail's answer to FETCH: what comes before its bytes, if those are asked for, and they. */
export function fetched(mail: StoredMail, seq: number, items: string, size = mail.raw.length): { readonly before: string; readonly bytes?: Buffer } {
  const parts = [`UID ${mail.uid}`];
  if (items.includes('RFC822.SIZE')) parts.push(`RFC822.SIZE ${size}`);
  if (items.includes('INTERNALDATE')) parts.push(`INTERNALDATE ${internalDate(mail.at)}`);
  if (items.includes('ENVELOPE')) parts.push(`ENVELOPE ${envelope(mail)}`);
  if (items.includes('FLAGS')) parts.push(`FLAGS (${mail.seen ? '\\Seen' : ''})`);
  const [, from, length] = /BODY\.PEEK\[\]<(\d+)\.(\d+)>/.exec(items) ?? [];
  if (length === undefined) return { before: `* ${seq} FETCH (${parts.join(' ')})\r\n` };
  const bytes = mail.raw.subarray(Number(from), Number(from) + Number(length));
  return { before: `* ${seq} FETCH (${parts.join(' ')} BODY[]<${from}> {${bytes.length}}\r\n`, bytes };
}

/** Whether a set of numbers (`3,5:9,12:*`) has one; `*` is the last. */
export const inSet = (set: string, uid: number, last: number): boolean => set.split(',').some((range) => {
  const [from = 0, to = from] = range.split(':').map((end) => (end === '*' ? last : Number(end)));
  return uid >= Math.min(from, to) && uid <= Math.max(from, to);
});

/** Whether a mail came on a day (`1-Jan-2026`) or after it. */
export const since = (day: string, at: Date): boolean => at.getTime() >= Date.parse(`${day.replaceAll('-', ' ')} UTC`);
