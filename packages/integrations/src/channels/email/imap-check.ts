import { ImapFlow } from 'imapflow';
import { imapFault } from '../../mailbox/imap-faults.js';
import { imapTransport } from '../../mailbox/imap-transport.js';
import type { Sockets } from '../vendor-calls.js';
import { VendorFault } from '../vendor-fault.js';
import type { EmailSettings } from './settings.js';

/** Milliseconds: for a connection, and for a greeting. */
const TIMEOUTS = { connect: 10_000, greeting: 15_000, silence: 30_000 };

interface ImapError {
  readonly mailboxMissing?: boolean;
  readonly responseStatus?: string;
}

/** Logs in and opens the mailbox, to read only. Raises VendorFault naming the setting at fault. */
export async function checkImap(sockets: Sockets, { host, port, secure, auth, mailbox }: EmailSettings['imap']): Promise<void> {
  const socket = await sockets.connect({ host, port, timeoutMs: TIMEOUTS.connect }).catch((error: unknown) => Promise.reject(faultOf(error)));
  const client = new ImapFlow({
    host, port, secure, ...(!secure && { doSTARTTLS: true }), auth, logger: false, disableAutoIdle: true, transport: imapTransport(socket, host),
    connectionTimeout: TIMEOUTS.connect, greetingTimeout: TIMEOUTS.greeting, socketTimeout: TIMEOUTS.silence,
  });
  // What becomes of a connection is told by what is asked of it, too.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.mailboxOpen(mailbox, { readOnly: true }).catch((error: ImapError) => Promise.reject(error.responseStatus === 'NO' || error.mailboxMissing ? new VendorFault('auth', 'no_mailbox', undefined, { setting: 'imapMailbox' }) : faultOf(error)));
    await client.logout();
  } catch (error) {
    throw faultOf(error);
  } finally {
    client.close();
    socket.destroy();
  }
}

/** As for who reads mails; and what is wrong with how TLS was asked for is to be set right before anything is kept. */
function faultOf(error: unknown): VendorFault {
  if (error instanceof VendorFault) return error;
  const { faultClass, code } = imapFault(error);
  return new VendorFault(code === 'tls_failed' ? 'auth' : faultClass, code, undefined, { cause: error, setting: faultClass === 'auth' ? 'imapUsername or imapPassword' : 'imapHost' });
}
