import type { Channel } from '../channel.js';
import { connect, disconnect } from './connect.js';
import { receive } from './receive.js';
import { verify } from './verify.js';

/** Telegram, by its Bot API. */
export const telegram: Channel = { baseUrl: 'https://api.telegram.org', credential: 'token', connect, disconnect, verify, receive };
