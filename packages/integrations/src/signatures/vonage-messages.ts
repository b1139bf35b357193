import { header } from './call-parts.js';
import { judge, refuse } from './judge.js';
import type { SignedCall, Verdict } from './signed-call.js';
import { requireFresh } from './signing-time.js';
import { requireHash } from './token-hash.js';
import { readToken } from './token.js';

const TOKEN = 'authorization';

/**
 * Vonage's Messages API: a token by HS256 that tells the body's hash; the secret is the account's signature secret ("Signed webhooks").
 * It does not end by itself and Vonage names no window: `jti` recognises a replay, `iat` is judged by the window that the caller gives.
 */
export const verifyVonageMessages = (call: SignedCall): Verdict =>
  judge(() => {
    const [, token] = /^Bearer (\S+)$/i.exec(header(call, TOKEN)) ?? [];
    const { iat, jti, payload_hash: bodyHash } = readToken(token ?? refuse('malformed', TOKEN), {
      part: TOKEN,
      issuer: 'Vonage',
      algorithms: ['HS256'],
      secrets: call.secrets,
      now: call.now,
      toleranceSeconds: call.windowSeconds ?? 0,
    });
    requireHash('payload_hash', bodyHash, call.rawBody);
    requireFresh('iat', iat === undefined ? refuse('missing', 'iat') : String(iat), call.now, call.windowSeconds);
    return jti ?? refuse('missing', 'jti');
  });
