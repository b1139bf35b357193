import { isIP, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import type { ImapTransport } from 'imapflow';

/**
 * How imapflow speaks over a socket that was opened to a checked address. The server has to show a certificate for `host` by an authority
 * that this process trusts (NODE_EXTRA_CA_CERTS adds an operator's own); nothing in the environment switches that off.
 */
export function imapTransport(socket: Socket, host: string): ImapTransport {
  const secured = (onSecure: () => void): TLSSocket =>
    // Of an address no name is sent (RFC 6066, 3); its certificate has to name it all the same.
    connect({ socket, host, rejectUnauthorized: true, minVersion: 'TLSv1.2', ...(isIP(host) === 0 && { servername: host }) }, onSecure);
  return {
    connect: ({ secure }, onConnect) => {
      if (secure) return secured(onConnect);
      setImmediate(onConnect);
      return socket;
    },
    upgrade: (_plain, _options, onSecure) => secured(onSecure),
  };
}
