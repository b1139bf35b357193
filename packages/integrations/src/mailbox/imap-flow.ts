import type { Socket } from 'node:net';
import type { ImapFlow, ImapFlowOptions } from 'imapflow';
import type { Sockets } from '../channels/vendor-calls.js';
import { imapFault } from './imap-faults.js';
import { imapTransport } from './imap-transport.js';
import type { MailboxAccess } from './mailbox-access.js';

/** How long a server is waited for, in milliseconds: for a connection, for a greeting, and between two signs of life. */
export interface ImapTimeouts {
  readonly connect: number;
  readonly greeting: number;
  readonly silence: number;
}

/** Who is to speak to a server, connected to it, and not logged in yet: that is `flow.connect()`. `socket` ends with whom it was made for. */
export interface ImapConnection {
  readonly flow: ImapFlow;
  readonly socket: Socket;
}

/** Connects to a mailbox's server, by TLS or by STARTTLS and no other way. `limits`: of what the server may say. Raises VendorFault. */
export async function imapConnection(sockets: Sockets, { host, port, secure, username, password }: MailboxAccess, { connect, greeting, silence }: ImapTimeouts, limits: Partial<ImapFlowOptions> = {}): Promise<ImapConnection> {
  // What speaks to servers is loaded with the first that is asked: commands, and most APIs, ask none.
  const { ImapFlow: Flow } = await import('imapflow');
  const socket = await sockets.connect({ host, port, timeoutMs: connect }).catch((error: unknown) => Promise.reject(imapFault(error)));
  const flow = new Flow({
    ...limits, host, port, secure, transport: imapTransport(socket, host), auth: { user: username, pass: password },
    // Whoever is between us and the server could take the offer of STARTTLS away.
    ...(!secure && { doSTARTTLS: true }),
    logger: false, disableAutoIdle: true, connectionTimeout: connect, greetingTimeout: greeting, socketTimeout: silence,
  });
  // What becomes of a connection is told by what is asked of it, too.
  flow.on('error', () => undefined);
  return { flow, socket };
}
