import type { Channel } from '../channel.js';
import { connect, disconnect } from './connect.js';
import { outbound } from './outbound.js';
import { receive } from './receive.js';
import { verify } from './verify.js';

/** E-mail by Mailgun. */
export const mailgun: Channel = { baseUrl: 'https://api.mailgun.net', credential: 'apiKey', connect, disconnect, verify, receive, outbound };
