import { headerOf, type MailHeaders } from './mail.js';

/** What a mail is that nobody wrote to us himself: to answer one would answer a machine, which might answer again. */
export type Automatic = 'own' | 'report' | 'auto_reply' | 'list';

const PRECEDENCE: Readonly<Record<string, Automatic>> = { bulk: 'list', list: 'list', junk: 'list', auto_reply: 'auto_reply' };

/** Older programs' own words for an auto-reply. */
const SAYS_SO = ['x-autoreply', 'x-autorespond', 'x-auto-reply-from', 'x-mail-autoreply'];

const MACHINES = /^(?:mailer-daemon|postmaster|mail-daemon)@/i;

/** What is true of a mail by its headers; nothing where a person may have written it. `isOwn` tells whether we made a Message-ID. */
export function automatic(headers: MailHeaders, isOwn: (messageId: string) => boolean): Automatic | undefined {
  if (isOwn(headerOf(headers, 'message-id')?.trim() ?? '')) return 'own';
  if (isReport(headers)) return 'report';
  if (isAutoReply(headers)) return 'auto_reply';
  if (headerOf(headers, 'list-id') !== undefined) return 'list';
  return PRECEDENCE[headerOf(headers, 'precedence')?.trim().toLowerCase() ?? ''];
}

/** Delivery reports, receipts and complaints (RFC 6522), and what mail systems write in their own words: RFC 5321, 4.5.5 has their return path empty. */
const isReport = (headers: MailHeaders): boolean =>
  /^\s*multipart\/report\b/i.test(headerOf(headers, 'content-type') ?? '') ||
  MACHINES.test(senderIn(headerOf(headers, 'from') ?? ''));

/** RFC 3834, 2 and 5; Exchange's header asks not to be answered by machines, which people's own mails have no need to. */
function isAutoReply(headers: MailHeaders): boolean {
  const submitted = headerOf(headers, 'auto-submitted')?.replace(/[;(].*/s, '').trim().toLowerCase();
  if (submitted !== undefined && submitted !== 'no') return true;
  if (headerOf(headers, 'return-path')?.trim() === '<>') return true;
  if (/\ball\b|\bautoreply\b/i.test(headerOf(headers, 'x-auto-response-suppress') ?? '')) return true;
  return SAYS_SO.some((name) => headerOf(headers, name) !== undefined);
}

const senderIn = (from: string): string => /<([^<>]*)>\s*$/.exec(from)?.[1] ?? from.trim();
