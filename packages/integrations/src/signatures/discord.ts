import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { header } from './call-parts.js';
import { anyHexOf } from './encodings.js';
import { judge, refuse } from './judge.js';
import type { SignedCall, Verdict } from './signed-call.js';
import { requireFreshIfAsked } from './signing-time.js';

const [SIGNATURE, TIMESTAMP] = ['x-signature-ed25519', 'x-signature-timestamp'];

/** Discord: Ed25519 over time and body; the secrets are the app's public keys in hex, in either case (discord-interactions). Discord names no window. */
export const verifyDiscord = (call: SignedCall): Verdict =>
  judge(() => {
    const [timestamp, signature] = [header(call, TIMESTAMP), header(call, SIGNATURE)];
    const keys = publicKeys(call.secrets);
    if (!anyHexOf(64).test(signature)) refuse('malformed', SIGNATURE);
    const signed = Buffer.concat([Buffer.from(timestamp), call.rawBody]);
    if (!keys.some((key) => verify(null, signed, key, Buffer.from(signature, 'hex')))) refuse('mismatch', SIGNATURE);
    requireFreshIfAsked(TIMESTAMP, timestamp, call);
  });

function publicKeys(secrets: readonly string[]): readonly KeyObject[] {
  const usable = secrets.filter((secret) => anyHexOf(32).test(secret));
  if (usable.length === 0) refuse('no_secret', 'secrets');
  return usable.map((hex) => createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(hex, 'hex').toString('base64url') } }));
}
