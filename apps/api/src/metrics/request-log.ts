import type { Logger } from '@parley/kernel';
import type { FastifyInstance } from 'fastify';
import { clientAddress } from './client-address.js';

/**
 * One line a request: refusals at info, successes at debug, so that a busy API does not spend its time on logging
 * that everything went well. Route instead of path, because a path may hold a customer's address.
 */
export function addRequestLog(fastify: FastifyInstance, logger: Logger): void {
  const everything = logger.isLevelEnabled('debug');
  fastify.addHook('onResponse', (request, reply, done) => {
    if (everything || reply.statusCode >= 400) {
      logger[reply.statusCode >= 400 ? 'info' : 'debug'](
        {
          requestId: request.id,
          client: clientAddress(request),
          method: request.method,
          route: request.is404 ? 'unknown' : request.routeOptions.url,
          status: reply.statusCode,
          milliseconds: Math.round(reply.elapsedTime * 10) / 10,
        },
        'request',
      );
    }
    done();
  });
}
