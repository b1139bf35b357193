import type { OutboundMessage, Plan } from '../channels/outbound.js';
import { VendorFault } from '../channels/vendor-fault.js';
import { storedIn } from './attached.js';
import { blocksOf, type Block } from './content-blocks.js';
import { answerSubject, answerTo, type Thread } from './thread.js';

/** A mail before it is known who sends it, as a part of a plan: it is JSON. */
export interface MailPart {
  readonly [name: string]: unknown;
  readonly id: string;
  readonly blocks: readonly Block[];
  /** Addresses of its files that are stored here: they can go with it. */
  readonly stored?: readonly string[];
  /** What it answers: the ids of RFC 5322's headers. */
  readonly thread?: Thread;
  readonly subject?: string;
}

/** One mail for each message, in the thread of what the person wrote last, or of what the message quotes. Raises VendorFault (content_rejected). */
export function planMail({ id, content, quotedExternalId, thread, isStored = () => false }: OutboundMessage): Plan {
  const blocks = blocksOf(content);
  if (blocks.length === 0) throw new VendorFault('content_rejected', 'no_form_as_a_mail');
  const stored = storedIn(blocks, isStored);
  const last = thread && mailOf(thread.externalId);
  const answered = quotedExternalId === undefined ? last : mailOf(quotedExternalId);
  const before = [...(thread?.answers ?? []), ...(last === undefined ? [] : [last])];
  const subject = answerSubject(thread?.subject);
  const part: MailPart = { id, blocks, ...(stored.length > 0 && { stored }), ...(answered !== undefined && { thread: answerTo(answered, before) }), ...(subject !== undefined && { subject }) };
  return { parts: [part], choices: [] };
}

/** A mail is said in several messages, which are numbered behind its Message-ID. */
const mailOf = (externalId: string): string => externalId.replace(/#\d+$/, '');
