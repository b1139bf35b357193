import { imapFault } from '../../mailbox/imap-faults.js';
import { imapConnection } from '../../mailbox/imap-flow.js';
import type { MailboxAccess } from '../../mailbox/mailbox-access.js';
import type { Sockets } from '../vendor-calls.js';
import { VendorFault } from '../vendor-fault.js';

/** Milliseconds: for a connection, and for a greeting. */
const TIMEOUTS = { connect: 10_000, greeting: 15_000, silence: 30_000 };

interface ImapError {
  readonly mailboxMissing?: boolean;
  readonly responseStatus?: string;
}

/** Logs in and opens the mailbox, to read only. Raises VendorFault naming the setting at fault. */
export async function checkImap(sockets: Sockets, access: MailboxAccess): Promise<void> {
  const { flow, socket } = await imapConnection(sockets, access, TIMEOUTS).catch((error: unknown) => Promise.reject(faultOf(error)));
  try {
    await flow.connect();
    await flow.mailboxOpen(access.mailbox, { readOnly: true }).catch((error: ImapError) => Promise.reject(error.responseStatus === 'NO' || error.mailboxMissing ? new VendorFault('auth', 'no_mailbox', undefined, { setting: 'imapMailbox' }) : faultOf(error)));
    await flow.logout();
  } catch (error) {
    throw faultOf(error);
  } finally {
    flow.close();
    socket.destroy();
  }
}

/** As for who reads mails; and what is wrong with how TLS was asked for is to be set right before anything is kept. */
function faultOf(error: unknown): VendorFault {
  if (error instanceof VendorFault && error.setting !== undefined) return error;
  const { faultClass, code } = imapFault(error);
  return new VendorFault(code === 'tls_failed' ? 'auth' : faultClass, code, undefined, { cause: error, setting: faultClass === 'auth' ? 'imapUsername or imapPassword' : 'imapHost' });
}
