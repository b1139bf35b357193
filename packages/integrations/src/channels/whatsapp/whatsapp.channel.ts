import type { Channel } from '../channel.js';
import { accountOf, connect, disconnect } from './connect.js';
import { plan } from './plan.js';
import { receive } from './receive.js';
import { send } from './send.js';
import { signal } from './signal.js';
import { verify } from './verify.js';

/** WhatsApp, by Meta's Cloud API. */
export const whatsapp: Channel = {
  baseUrl: 'https://graph.facebook.com', credential: 'accessToken', connect, disconnect, verify, receive,
  replaceable: { credentials: ['accessToken', 'appSecret', 'verifyToken', 'accountId', 'phoneNumberId'], account: accountOf },
  outbound: {
    receipts: true, idempotent: false, plan, send, signal,
    // Cloud API, "Throughput": 80 messages a second of a number; "Pair rate limits": one in six seconds to a person, up to 45 at once.
    rates: { overall: { perSecond: 80, burst: 80 }, recipient: { perSecond: 1 / 6, burst: 45 } },
  },
};
