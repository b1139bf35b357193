import { headerOf, type MailHeaders } from './mail.js';
import { oneLine } from './plain-text.js';

/** As in a header; longer ones are nobody's. */
const MESSAGE_ID = /<[^<>\s]{1,250}>/g;

/** RFC 5322, 3.6.4 names no limit; those kept are the first, which names the thread, and the newest. */
const MOST = 20;

/** The Message-IDs of a header, with their brackets, in their order. */
export const messageIdsIn = (value: string | undefined): readonly string[] => value?.slice(0, 64 * 1024).match(MESSAGE_ID) ?? [];

/** What a mail names of those before it. */
export interface Thread {
  readonly inReplyTo?: string;
  readonly references: readonly string[];
}

/** The headers of an answer to a mail (RFC 5322, 3.6.4: the parent's references, then the parent). */
export function answerTo(messageId: string, references: readonly string[] = []): Thread {
  return { inReplyTo: messageId, references: kept([...references.filter((id) => id !== messageId), messageId]) };
}

function kept(ids: readonly string[]): readonly string[] {
  const all = [...new Set(ids)];
  return all.length <= MOST ? all : [...all.slice(0, 1), ...all.slice(1 - MOST)];
}

/** What a mail answers, the oldest first: its references, and what it is an answer to (RFC 5322, 3.6.4). As many as are kept. */
export const answeredBy = (headers: MailHeaders): readonly string[] =>
  kept(['references', 'in-reply-to'].flatMap((name) => messageIdsIn(headerOf(headers, name))));

/** Marks that programs put before a subject when somebody answers, in several languages; those of forwarding say something else, and stay. */
const ANSWER_MARKS = /^(?:\s*(?:re|aw|sv|antw|odp|vs|ynt|rif|res)(?:\[\d+\])?\s*:)+\s*/i;
/** Characters of a subject; longer ones are nobody's. */
const LONGEST_SUBJECT = 200;

/** The subject of an answer to a mail (RFC 5322, 3.6.5); nothing where that had none. */
export function answerSubject(subject: string | undefined): string | undefined {
  const bare = oneLine(subject ?? '').replace(ANSWER_MARKS, '');
  return bare === '' ? undefined : `Re: ${[...bare].slice(0, LONGEST_SUBJECT).join('')}`;
}

/** Our own Message-ID of a message: the same at each attempt, so that who gets a mail twice sees it once. */
export const messageIdOf = (id: string, domain: string): string => `<parley.${id}@${domain}>`;

/** The message of ours that a Message-ID names; nothing where it is none of ours. */
export const ownMessageId = (messageId: string, domain: string): string | undefined =>
  messageId.endsWith(`@${domain}>`) ? /^<parley\.([\w-]+)@/.exec(messageId)?.[1] : undefined;
