import type { InboundMessage, InboundOriginal, InboundThread } from '@parley/contracts';
import { maskCardNumbers } from './content/card-numbers.js';

/** What is kept with a message that came by a channel, beside what is shown of it: sealed with it, in no answer of v2 and no event. */
export interface Heard {
  /** What an answer to it names. */
  readonly thread?: Omit<InboundThread, 'conversationId'>;
  readonly original?: InboundOriginal;
}

/** What is kept of a message; nothing where the channel tells nothing of the kind. */
export function keptOf({ thread, original }: Pick<InboundMessage, 'thread' | 'original'>): { readonly channel?: Heard } {
  if (!thread && !original) return {};
  const { conversationId: _, ...kept } = thread ?? { answers: [] };
  return { channel: { ...(thread && { thread: kept }), ...(original && { original }) } };
}

/** The same without its card numbers; the same object where it holds none. */
export function maskHeard(heard: Heard): Heard {
  const { thread, original } = heard;
  const masked = {
    ...(thread && { thread: { ...thread, ...maskedSubject(thread.subject) } }),
    ...(original && { original: { ...original, ...maskedSubject(original.subject), text: maskCardNumbers(original.text, 'text'), ...(original.html !== undefined && { html: maskCardNumbers(original.html, 'html') }) } }),
  };
  const isSame = masked.thread?.subject === thread?.subject && (['subject', 'text', 'html'] as const).every((name) => masked.original?.[name] === original?.[name]);
  return isSame ? heard : masked;
}

const maskedSubject = (subject: string | undefined) => (subject === undefined ? {} : { subject: maskCardNumbers(subject, 'text') });
