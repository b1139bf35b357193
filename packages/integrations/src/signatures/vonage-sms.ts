import { createHash, createHmac } from 'node:crypto';
import { bodyObject, bodyText, mediaType, query } from './call-parts.js';
import { anyHexOf } from './encodings.js';
import { judge, refuse } from './judge.js';
import { requireMatch } from './matching.js';
import type { SignedCall, Verdict } from './signed-call.js';
import { requireFreshIfAsked } from './signing-time.js';

/** The account's setting "signature method" (dashboard), by the names of Vonage's SDK. */
export type VonageSignatureMethod = 'md5hash' | 'md5' | 'sha1' | 'sha256' | 'sha512';

const BYTES: Readonly<Record<VonageSignatureMethod, number>> = { md5hash: 16, md5: 16, sha1: 20, sha256: 32, sha512: 64 };

/** Vonage's SMS API: a hash over all parameters but `sig`, which is one of them (vonage-node-sdk, verifySignature); hex in either case. Vonage names no window for `timestamp`. */
export const verifyVonageSms = (call: SignedCall, method: VonageSignatureMethod): Verdict =>
  judge(() => {
    const { sig, ...signed } = parameters(call);
    const text = Object.keys(signed).sort().map((name) => `&${name}=${signed[name]?.replace(/[&=]/g, '_') ?? ''}`).join('');
    const given = { part: 'sig', value: (sig ?? refuse('missing', 'sig')).toLowerCase(), shape: anyHexOf(BYTES[method]) };
    requireMatch(given, call.secrets, (secret) => (method === 'md5hash' ? createHash('md5').update(text + secret) : createHmac(method, secret).update(text)).digest('hex'));
    requireFreshIfAsked('timestamp', signed.timestamp ?? '', call);
  });

/** The parameters, wherever the account's setting "webhook format" has them stand: in JSON, in a form or in the query. */
function parameters(call: SignedCall): Record<string, string> {
  const named: readonly (readonly [string, unknown])[] = call.rawBody.length === 0 ? [...query(call)]
    : mediaType(call) === 'application/json' ? Object.entries(bodyObject(call))
    : [...new URLSearchParams(bodyText(call))];
  const read = new Map<string, string>();
  for (const [name, value] of named) {
    // Names are signed as they are, so that one with these letters could stand for several parameters.
    if (/[&=]/.test(name) || typeof value !== 'string') return refuse('malformed', 'parameters');
    if (read.has(name)) return refuse('doubled', 'parameters');
    read.set(name, value);
  }
  return Object.fromEntries(read);
}
