import { createHmac } from 'node:crypto';
import { header } from './call-parts.js';
import { judge } from './judge.js';
import { requireMatch } from './matching.js';
import type { SignedCall, Verdict } from './signed-call.js';
import { requireFresh } from './signing-time.js';

const [SIGNATURE, TIMESTAMP] = ['x-slack-signature', 'x-slack-request-timestamp'];

/** Five minutes: docs.slack.dev, "Verifying requests from Slack". */
export const SLACK_WINDOW_SECONDS = 300;

/** Slack: HMAC-SHA256 over `v0:time:body`; the secret is the app's signing secret. */
export const verifySlack = (call: SignedCall): Verdict =>
  judge(() => {
    const timestamp = header(call, TIMESTAMP);
    requireMatch({ part: SIGNATURE, value: header(call, SIGNATURE), shape: /^v0=[0-9a-f]{64}$/ }, call.secrets, (secret) =>
      `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(call.rawBody).digest('hex')}`,
    );
    requireFresh(TIMESTAMP, timestamp, call.now, call.windowSeconds ?? SLACK_WINDOW_SECONDS);
  });
