import { createHmac } from 'node:crypto';
import { header } from './call-parts.js';
import { base64After, hexOf } from './encodings.js';
import { judge } from './judge.js';
import { requireMatch } from './matching.js';
import type { SignedCall, Verdict } from './signed-call.js';

/** Schemes that are nothing but HMAC-SHA256 over the body in a header. None tells when it was signed: only what the event carries recognises a replay. */
const overBody = (part: string, encoding: 'hex' | 'base64', prefix: string, shape: RegExp) => (call: SignedCall): Verdict =>
  judge(() => requireMatch({ part, value: header(call, part), shape }, call.secrets, (secret) => prefix + createHmac('sha256', secret).update(call.rawBody).digest(encoding)));

/** WhatsApp, Messenger and Instagram: the secret is the app's (Meta, "Webhooks: Validating Payloads"). */
export const verifyMeta = overBody('x-hub-signature-256', 'hex', 'sha256=', /^sha256=[0-9a-f]{64}$/);

/** LINE: the secret is the channel secret's text (line-bot-sdk-nodejs, validate-signature). */
export const verifyLine = overBody('x-line-signature', 'base64', '', base64After());

/** Viber: the secret is the bot's authentication token (viber-bot-node, MessageValidator). */
export const verifyViber = overBody('x-viber-content-signature', 'hex', '', hexOf(32));

/** X: the secret is the app's consumer secret (X, "Securing webhooks"). */
export const verifyX = overBody('x-twitter-webhooks-signature', 'base64', 'sha256=', base64After('sha256='));
