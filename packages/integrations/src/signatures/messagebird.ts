import { header } from './call-parts.js';
import { judge, refuse } from './judge.js';
import type { SignedCall, Verdict } from './signed-call.js';
import { requireHash } from './token-hash.js';
import { readToken } from './token.js';

const TOKEN = 'messagebird-signature-jwt';

/** Five seconds on either side of what the token says of itself: messagebird-nodejs, webhook-signature-jwt. */
export const MESSAGEBIRD_TOLERANCE_SECONDS = 5;

/** MessageBird (legacy): a token that tells the hashes of URL and body and holds for a minute or so; the secret is the signing key's text. */
export const verifyMessageBird = (call: SignedCall): Verdict =>
  judge(() => {
    const { exp, jti, url_hash: urlHash, payload_hash: bodyHash } = readToken(header(call, TOKEN), {
      part: TOKEN,
      issuer: 'MessageBird',
      algorithms: ['HS256', 'HS384', 'HS512'],
      secrets: call.secrets,
      now: call.now,
      toleranceSeconds: call.windowSeconds ?? MESSAGEBIRD_TOLERANCE_SECONDS,
    });
    if (exp === undefined) refuse('missing', 'exp');
    requireHash('url_hash', urlHash, call.url);
    // A call without a body has no hash of one.
    if (bodyHash !== undefined || call.rawBody.length > 0) requireHash('payload_hash', bodyHash, call.rawBody);
    return jti ?? refuse('missing', 'jti');
  });
