import type { Channel } from '../channel.js';
import { accountOf, connect, disconnect } from './connect.js';
import { outbound } from './outbound.js';
import { verify } from './verify.js';

/** E-mail by Mailgun. What reads mails is loaded with the first that comes: commands and APIs read none. */
export const mailgun: Channel = {
  baseUrl: 'https://api.mailgun.net', credential: 'apiKey', replaceable: { credentials: ['apiKey', 'signingKey'], account: accountOf }, connect, disconnect, verify, outbound,
  receive: async (event, receiving) => (await import('./receive.js')).receive(event, receiving),
};
