import { connect, type LookupFunction, type Socket } from 'node:net';
import type { AddressPolicy } from './address-policy.js';
import { ADDRESS_TIMEOUT_MS } from './connector.js';
import { EgressError, toEgressError } from './egress-error.js';
import type { CheckedResolver } from './resolver.js';

/** Where a socket leads to. */
export interface SocketTarget {
  /** A name, or an address. */
  readonly host: string;
  readonly port: number;
  /** Until it is connected, resolving included. */
  readonly timeoutMs: number;
}

/**
 * A plain connection to one of the checked addresses of a host, for protocols that begin TLS by themselves (SMTP, IMAP). Raises
 * EgressError: nothing was said by then.
 */
export async function guardedSocket({ host, port, timeoutMs }: SocketTarget, resolver: CheckedResolver, policy: AddressPolicy): Promise<Socket> {
  const addresses = await resolver.resolve(host);
  const pinned: LookupFunction = (_name, { all }, answer) => {
    const [first] = addresses;
    if (all || first === undefined) answer(null, [...addresses]);
    else answer(null, first.address, first.family);
  };
  const socket = connect({ host, port, lookup: pinned, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: ADDRESS_TIMEOUT_MS });
  try {
    await connected(socket, timeoutMs);
  } catch (error) {
    socket.destroy();
    throw error;
  }
  if (socket.remoteAddress !== undefined && policy.permits(socket.remoteAddress)) return socket;
  socket.destroy();
  throw new EgressError('refused_address', undefined, { reached: false });
}

function connected(socket: Socket, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new EgressError('timeout', undefined, { reached: false })), timeoutMs);
    const failed = (error: Error) => (clearTimeout(timer), reject(toEgressError(error, undefined, false)));
    socket.once('error', failed);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeListener('error', failed);
      resolve();
    });
  });
}
