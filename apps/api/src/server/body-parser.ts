import type { FastifyInstance } from 'fastify';
import type { ApiRequest } from '../http/request.js';
import { parseJsonBody } from './json-body.js';

/** JSON is the only content type; everything else is 415 (openapi.yaml, Introduction). */
export function addBodyParser(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, raw, done) => {
    try {
      // Kept only for those who compare it with an earlier one.
      if (request.headers['idempotency-key'] !== undefined) (request as ApiRequest).rawBody = raw as Buffer;
      done(null, parseJsonBody(raw as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}
