import type { Channel } from '../channel.js';
import { botOf, connect, disconnect } from './connect.js';
import { plan } from './plan.js';
import { receive } from './receive.js';
import { send } from './send.js';
import { verify } from './verify.js';

/** Telegram, by its Bot API. */
export const telegram: Channel = {
  baseUrl: 'https://api.telegram.org', credential: 'token', replaceable: { credentials: ['token'], account: botOf }, connect, disconnect, verify, receive,
  // The Bot API tells of no receipts, and has no key by which a request made again would be known.
  outbound: { receipts: false, idempotent: false, plan, send },
};
