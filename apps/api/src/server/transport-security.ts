import { AppError, type Settings } from '@parley/kernel';
import type { FastifyRequest } from 'fastify';
import { TLSSocket } from 'node:tls';

/** Two years, as the SSL Labs grade A+ and the preload lists ask for. */
export const HSTS = 'max-age=63072000; includeSubDomains';

const isTls = (request: FastifyRequest): boolean => request.raw.socket instanceof TLSSocket;

/** Whether the caller came by TLS: to us, or to a proxy that we trust to say so. */
export const isSecure = (request: FastifyRequest): boolean => isTls(request) || request.protocol === 'https';

/**
 * Refuses credentials that came over plain HTTP, with 403 and never with a redirect, which would hide that they have leaked
 * (ASVS 4.1.2). Who says `X-Forwarded-Proto: http` is believed without being trusted: it can only make us stricter.
 * Plain HTTP to a development server is fine.
 */
export function refusePlainCredentials(request: FastifyRequest, env: Settings['env']): void {
  if (request.headers.authorization === undefined) return;
  const forwarded = request.headers['x-forwarded-proto'];
  const cameByHttp = forwarded !== undefined && /(?:^|,)\s*http\s*(?:,|$)/i.test(String(forwarded));
  if (cameByHttp || (env !== 'development' && !isSecure(request))) throw new AppError('forbidden', 'TLS required');
}
