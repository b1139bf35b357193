import { createHmac } from 'node:crypto';
import { bodyObject, header } from './call-parts.js';
import { base64After, fromBase64 } from './encodings.js';
import { judge, refuse } from './judge.js';
import { requireMatch } from './matching.js';
import type { SignedCall, Verdict } from './signed-call.js';

const [SIGNATURE, DATA] = ['x-goog-signature', 'message.data'];

/**
 * Google's RCS for Business: HMAC-SHA512 over the bytes that `message.data` stands for; the secret is the webhook's client token
 * (Google, "Webhooks: verify incoming messages"). Nothing else of the body is signed, `messageId` and `attributes` neither: they
 * must not be believed where `message.data` tells the same.
 */
export const verifyRcs = (call: SignedCall): Verdict =>
  judge(() => {
    const signature = header(call, SIGNATURE);
    const { message } = bodyObject(call);
    const data = typeof message === 'object' && message !== null && 'data' in message ? message.data : refuse('missing', DATA);
    const bytes = typeof data === 'string' ? fromBase64(data) : undefined;
    if (bytes === undefined) return refuse('malformed', DATA);
    requireMatch({ part: SIGNATURE, value: signature, shape: base64After() }, call.secrets, (secret) => createHmac('sha512', secret).update(bytes).digest('base64'));
  });
