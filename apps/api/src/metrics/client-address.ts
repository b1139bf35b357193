import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

const MAPPED = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i;

/**
 * Where a request came from: the peer, or what proxies of PARLEY_TRUSTED_PROXIES say of it. A word of a proxy's that is
 * no address could be anything that the client wrote, so it does not count. Absent when the connection has gone.
 */
export function clientAddress(request: Pick<FastifyRequest, 'ip' | 'socket'>): string | undefined {
  const address: string | undefined = isIP(request.ip) > 0 ? request.ip : request.socket.remoteAddress;
  return address?.replace(MAPPED, '');
}
