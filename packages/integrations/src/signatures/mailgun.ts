import { createHmac } from 'node:crypto';
import { hexOf } from './encodings.js';
import { judge, refuse } from './judge.js';
import { requireMatch } from './matching.js';
import type { SignedCall, Verdict } from './signed-call.js';
import { requireFresh } from './signing-time.js';

/** What a call carries of a signature: in `signature` of an event's JSON, or among the fields of a route's form. */
export interface MailgunSignature {
  readonly timestamp?: unknown;
  readonly token?: unknown;
  readonly signature?: unknown;
  /** By the primary account's key, beside the other, where a subaccount's domain caused the event. */
  readonly 'parent-signature'?: unknown;
}

/** Twelve hours. Mailgun names no window; it repeats a call over eight hours, and does not say that it signs anew. */
export const MAILGUN_WINDOW_SECONDS = 43_200;

/**
 * Mailgun: HMAC-SHA256 over time and token ("Securing webhooks"). The body is NOT signed: who has seen one call can send any body with
 * its signature, until the token is refused. So the token has to be taken once, before anything of the body is believed.
 */
export const verifyMailgun = (fields: MailgunSignature, { secrets, now, windowSeconds = MAILGUN_WINDOW_SECONDS }: Pick<SignedCall, 'secrets' | 'now' | 'windowSeconds'>): Verdict =>
  judge(() => {
    const [timestamp, token] = [text(fields, 'timestamp'), text(fields, 'token')];
    // Time and token are signed as one text: with another length, digits could move from one to the other, and give a token that nobody has seen.
    if (!/^\w{50}$/.test(token)) refuse('malformed', 'token');
    const match = (part: 'signature' | 'parent-signature') =>
      requireMatch({ part, value: text(fields, part), shape: hexOf(32) }, secrets, (secret) => createHmac('sha256', secret).update(timestamp + token).digest('hex'));
    // Which account's key is configured is not told: either will do.
    if (fields['parent-signature'] === undefined || !judge(() => match('parent-signature')).verified) match('signature');
    requireFresh('timestamp', timestamp, now, windowSeconds);
    return token;
  });

/** A field's one value; the form's parser gives a list of what came twice. */
function text(fields: MailgunSignature, part: keyof MailgunSignature): string {
  const value = fields[part];
  if (value === undefined || value === '') return refuse('missing', part);
  if (Array.isArray(value)) return refuse('doubled', part);
  // The time is a number in some events' JSON.
  return typeof value === 'number' ? String(value) : typeof value === 'string' ? value : refuse('malformed', part);
}
