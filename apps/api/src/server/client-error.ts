import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { AppError, type Logger } from '@parley/kernel';
import { errorBody } from '../http/error-body.js';
import { plainHeaders } from './request-hooks.js';

const STATUS: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_CHUNK_EXTENSIONS_OVERFLOW: 413 };
const TITLE: Record<number, string> = {
  400: 'The request is malformed',
  408: 'The request took too long to arrive',
  413: 'The request body is malformed',
  431: 'The request headers are too large',
};

/**
 * Makes the listener that answers what Node could not read as HTTP, and logs that under the id it answers with. There is no
 * request yet, so the answer is written by hand, and whose id it might carry is not known.
 */
export const answerClientErrors = (logger: Pick<Logger, 'info'>) => (error: Error & { code?: string }, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = STATUS[error.code ?? ''] ?? 400;
  const requestId = randomUUID();
  logger.info({ requestId, client: socket.remoteAddress, method: 'unknown', route: 'unknown', status, reason: error.code }, 'request');
  const body = JSON.stringify(errorBody(new AppError('bad_request', TITLE[status] ?? 'The request is malformed')));
  socket.end([
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    ...Object.entries(plainHeaders(requestId)).map(([name, value]) => `${name}: ${value}`),
    'connection: close',
    '',
    body,
  ].join('\r\n'));
};
