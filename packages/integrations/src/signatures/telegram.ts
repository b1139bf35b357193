import { header } from './call-parts.js';
import { judge } from './judge.js';
import { requireMatch } from './matching.js';
import type { SignedCall, Verdict } from './signed-call.js';

const SECRET = 'x-telegram-bot-api-secret-token';

/** Telegram signs nothing: each call carries the `secret_token` that setWebhook was given (Bot API, setWebhook). Body and time stand on TLS alone. */
export const verifyTelegram = (call: SignedCall): Verdict =>
  judge(() => requireMatch({ part: SECRET, value: header(call, SECRET), shape: /^[\w-]{1,256}$/ }, call.secrets, (secret) => secret));
