import type { InboundOriginal } from '@parley/contracts';
import { safeHtml } from './html.js';
import { oneLine, plainText } from './plain-text.js';

/** Bytes that are kept of a mail's words beside those that a message shows: a letter with its history has some ten thousand. */
const MOST_BYTES = 512 * 1024;

/** What a mail says as a whole, history and signature included, as it is kept with its first message (docs/decisions/0148). */
export function originalOf({ subject, text, html }: { readonly subject: string; readonly text: string; readonly html?: string }): InboundOriginal {
  const [whole, safe] = [plainText(text), html === undefined ? '' : safeHtml(html)];
  const kept = Buffer.byteLength(whole) <= MOST_BYTES ? whole : new TextDecoder().decode(Buffer.from(whole).subarray(0, MOST_BYTES), { stream: true });
  return {
    ...(oneLine(subject) !== '' && { subject: oneLine(subject) }), text: kept,
    // The same words again: of a mail that is too long its text is enough.
    ...(safe !== '' && Buffer.byteLength(kept) + Buffer.byteLength(safe) <= MOST_BYTES && { html: safe }),
  };
}
