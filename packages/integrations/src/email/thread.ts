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
  const all = [...new Set([...references, messageId])];
  return { inReplyTo: messageId, references: all.length <= MOST ? all : [...all.slice(0, 1), ...all.slice(1 - MOST)] };
}

/** Our own Message-ID of a message: the same at each attempt, so that who gets a mail twice sees it once. */
export const messageIdOf = (id: string, domain: string): string => `<parley.${id}@${domain}>`;

/** The message of ours that a Message-ID names; nothing where it is none of ours. */
export const ownMessageId = (messageId: string, domain: string): string | undefined =>
  messageId.endsWith(`@${domain}>`) ? /^<parley\.([\w-]+)@/.exec(messageId)?.[1] : undefined;
