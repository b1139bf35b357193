import { createHmac } from 'node:crypto';
import { header } from './call-parts.js';
import { fromBase64 } from './encodings.js';
import { judge, refuse } from './judge.js';
import { isSame } from './matching.js';
import type { SignedCall, Verdict } from './signed-call.js';
import { requireFresh } from './signing-time.js';

const [ID, TIMESTAMP, SIGNATURES] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
const ENTRY = /^v\d+[a-z]?,[A-Za-z0-9+/]+={0,2}$/;

/** Five minutes: the tolerance of Standard Webhooks' own libraries. */
export const STANDARD_WEBHOOKS_WINDOW_SECONDS = 300;

/** Standard Webhooks 1.0 (Bird since 2026, and our own webhooks): HMAC-SHA256 over `id.time.body`, one signature for each secret that the sender has. */
export const verifyStandardWebhooks = (call: SignedCall): Verdict =>
  judge(() => {
    const [id, timestamp] = [header(call, ID), header(call, TIMESTAMP)];
    // A full stop in the id would let its end pass for the time, and the time for the body's beginning.
    if (id.includes('.')) refuse('malformed', ID);
    const entries = header(call, SIGNATURES).split(' ');
    if (!entries.every((entry) => ENTRY.test(entry))) refuse('malformed', SIGNATURES);
    const expected = keys(call.secrets).map((key) => `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(call.rawBody).digest('base64')}`);
    if (!expected.some((signature) => entries.some((entry) => isSame(entry, signature)))) refuse('mismatch', SIGNATURES);
    requireFresh(TIMESTAMP, timestamp, call.now, call.windowSeconds ?? STANDARD_WEBHOOKS_WINDOW_SECONDS);
    return id;
  });

/** A secret is the key in base64, perhaps after `whsec_`. */
function keys(secrets: readonly string[]): readonly Buffer[] {
  const usable = secrets.map((secret) => fromBase64(secret.replace(/^whsec_/, ''))).filter((key) => key !== undefined);
  return usable.length > 0 ? usable : refuse('no_secret', 'secrets');
}
