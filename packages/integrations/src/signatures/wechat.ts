import { createHash } from 'node:crypto';
import { queryParameter } from './call-parts.js';
import { hexOf } from './encodings.js';
import { judge } from './judge.js';
import { requireMatch } from './matching.js';
import type { SignedCall, Verdict } from './signed-call.js';
import { requireFreshIfAsked } from './signing-time.js';

/**
 * WeChat's plain mode: SHA-1 over the token (the secret), `timestamp` and `nonce` of the query, sorted and joined. The body is NOT signed:
 * whoever has seen one call can send any body with its query. Safe mode is for who needs more.
 */
export const verifyWeChat = (call: SignedCall): Verdict => verify(call, 'signature');

/** WeChat's safe mode: the same with the body's `Encrypt`, which is all that counts of the body (wechat-crypto). */
export const verifyWeChatEncrypted = (call: SignedCall, encrypt: string): Verdict => verify(call, 'msg_signature', encrypt);

const verify = (call: SignedCall, part: string, ...more: readonly string[]): Verdict =>
  judge(() => {
    const [timestamp, nonce] = [queryParameter(call, 'timestamp'), queryParameter(call, 'nonce')];
    requireMatch({ part, value: queryParameter(call, part), shape: hexOf(20) }, call.secrets, (token) =>
      createHash('sha1').update([token, timestamp, nonce, ...more].sort().join('')).digest('hex'),
    );
    requireFreshIfAsked('timestamp', timestamp, call);
  });
