import { AppError, type Settings } from '@parley/kernel';
import type { FastifyInstance } from 'fastify';
import { HSTS, isSecure, refusePlainCredentials } from './transport-security.js';

/** Headers of every answer. */
export const plainHeaders = (requestId: string) => ({
  'x-request-id': requestId,
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
});

/** What holds for every request, known route or not, before its body is read. */
export function addRequestHooks(fastify: FastifyInstance, { env }: Settings): void {
  closeAfterAnswers(fastify);
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(plainHeaders(request.id));
    try {
      if (isSecure(request)) reply.header('strict-transport-security', HSTS);
      refusePlainCredentials(request, env);
      if (request.headers.host === undefined && request.raw.httpVersionMinor === 1) throw new AppError('bad_request', 'The Host header is missing');
      // PostgreSQL stores no NUL, so nothing can be found under it; some parsers stop reading at it.
      if (request.url.includes('%00')) throw new AppError('bad_request', 'The URL should not contain NUL characters');
      done();
    } catch (error) {
      done(error as AppError);
    }
  });
}

/** Answers that are sent while the listener closes tell their callers not to use the connection again. */
function closeAfterAnswers(fastify: FastifyInstance): void {
  let closing = false;
  fastify.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) reply.header('connection', 'close');
    done(null, payload);
  });
}
