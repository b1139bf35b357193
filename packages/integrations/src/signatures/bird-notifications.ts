import { createHash, createHmac } from 'node:crypto';
import { header } from './call-parts.js';
import { base64After } from './encodings.js';
import { judge } from './judge.js';
import { requireMatch } from './matching.js';
import type { SignedCall, Verdict } from './signed-call.js';
import { requireFresh } from './signing-time.js';

const [SIGNATURE, TIMESTAMP] = ['messagebird-signature', 'messagebird-request-timestamp'];

/** A day. Bird names no window, and repeats a call for as long with the time of its first try, as other receivers have found: less would lose messages. */
export const BIRD_NOTIFICATIONS_WINDOW_SECONDS = 86_400;

/** Bird's Notifications API: HMAC-SHA256 over time, URL and the body's SHA-256 as bytes, a line each (docs.bird.com, "Verifying a webhook subscription"). */
export const verifyBirdNotifications = (call: SignedCall): Verdict =>
  judge(() => {
    const timestamp = header(call, TIMESTAMP);
    const bodyHash = createHash('sha256').update(call.rawBody).digest();
    requireMatch({ part: SIGNATURE, value: header(call, SIGNATURE), shape: base64After() }, call.secrets, (secret) =>
      createHmac('sha256', secret).update(`${timestamp}\n${call.url}\n`).update(bodyHash).digest('base64'),
    );
    requireFresh(TIMESTAMP, timestamp, call.now, call.windowSeconds ?? BIRD_NOTIFICATIONS_WINDOW_SECONDS);
  });
