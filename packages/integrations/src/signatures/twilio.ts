import { createHash, createHmac } from 'node:crypto';
import { bodyText, header, mediaType, query, queryParameter } from './call-parts.js';
import { base64After, hexOf } from './encodings.js';
import { judge, refuse } from './judge.js';
import { requireMatch, requireSame } from './matching.js';
import type { SignedCall, Verdict } from './signed-call.js';
import { twilioUrls } from './twilio-urls.js';

const [SIGNATURE, BODY_HASH] = ['x-twilio-signature', 'bodySHA256'];

/**
 * Twilio: HMAC-SHA1 over the URL, followed by a form's parameters or, for any other body, with the body's hash in the URL (twilio-node,
 * validateRequest and validateRequestWithBody). The secret is the account's auth token. No time is signed.
 */
export const verifyTwilio = (call: SignedCall): Verdict =>
  judge(() => {
    const value = header(call, SIGNATURE);
    const hashed = query(call).has(BODY_HASH);
    const parameters = hashed ? '' : formParameters(call);
    requireMatch({ part: SIGNATURE, value, shape: base64After() }, call.secrets, (secret) =>
      twilioUrls(call.url).map((url) => createHmac('sha1', secret).update(url + parameters).digest('base64')),
    );
    if (hashed) requireSame({ part: BODY_HASH, value: queryParameter(call, BODY_HASH), shape: hexOf(32) }, createHash('sha256').update(call.rawBody).digest('hex'));
  });

/** A form's parameters as they are signed: sorted by name, name and value joined; of several values each once, sorted. */
function formParameters(call: SignedCall): string {
  if (call.rawBody.length === 0) return '';
  // A body whose hash is not in the URL is signed as a form, or not at all.
  if (mediaType(call) !== 'application/x-www-form-urlencoded') return refuse('missing', BODY_HASH);
  const form = new URLSearchParams(bodyText(call));
  const names = [...new Set(form.keys())].sort();
  return names.flatMap((name) => [...new Set(form.getAll(name))].sort().map((value) => name + value)).join('');
}
