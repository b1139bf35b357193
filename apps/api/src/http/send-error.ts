import type { Logger } from '@parley/kernel';
import type { FastifyReply } from 'fastify';
import { errorBody } from './error-body.js';
import { ERROR_STATUS } from './error-status.js';
import { toAppError } from './to-app-error.js';

const CHALLENGES = ['Basic realm="parley", charset="UTF-8"', 'Bearer'];

/** Answers an error in the API's shape; what is our fault goes to the log, with the request's id. */
export function sendError(thrown: unknown, requestId: string, reply: FastifyReply, logger: Logger): void {
  const error = toAppError(thrown);
  const status = ERROR_STATUS[error.code];
  if (status >= 500) logger.error({ requestId, err: error.cause ?? error }, 'request failed');
  if (reply.sent) return;
  if (error.code === 'unauthorized') reply.header('www-authenticate', CHALLENGES);
  reply.code(status).header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(errorBody(error)));
}

