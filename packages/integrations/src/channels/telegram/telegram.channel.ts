import type { Channel } from '../channel.js';
import { botOf, connect, disconnect } from './connect.js';
import { linkOf } from './link.js';
import { plan } from './plan.js';
import { receive } from './receive.js';
import { send } from './send.js';
import { signal } from './signal.js';
import { verify } from './verify.js';

/** Telegram, by its Bot API. */
export const telegram: Channel = {
  baseUrl: 'https://api.telegram.org', credential: 'token', replaceable: { credentials: ['token'], account: botOf }, connect, disconnect, linkOf, verify, receive,
  // The Bot API tells of no receipts, and has no key by which a request made again would be known.
  outbound: {
    receipts: false, idempotent: false, plan, send, signal,
    // Bots FAQ: about 30 messages a second over all, one a second in a chat beside short bursts. Ten: a carousel of ten items goes at once.
    rates: { overall: { perSecond: 30, burst: 30 }, recipient: { perSecond: 1, burst: 10 } },
  },
};
