import type { Channel } from '../channel.js';
import { connect } from './connect.js';
import { outbound } from './outbound.js';
import { CREDENTIALS } from './settings.js';

/** E-mail by servers of one's own. What reads and writes mails is loaded with the first: commands and APIs do neither. */
export const email: Channel = {
  // No server of ours is one's own: the settings name them.
  baseUrl: '', credential: 'smtpHost',
  replaceable: { credentials: CREDENTIALS, account: ({ fromAddress }) => (typeof fromAddress === 'string' ? fromAddress : undefined) },
  connect,
  // Nobody calls us, and nobody has to be told to call no more: who reads the mailbox finds the integration gone.
  disconnect: () => Promise.resolve(),
  verify: () => ({ kind: 'refused' }),
  receive: async (event, receiving) => (await import('./receive.js')).receive(event, receiving),
  outbound,
};
