import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '@parley/kernel';
import { errorBody } from '../http/error-body.js';

const STATUS: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_CHUNK_EXTENSIONS_OVERFLOW: 413 };
const TITLE: Record<number, string> = {
  400: 'The request is malformed',
  408: 'The request took too long to arrive',
  413: 'The request body is malformed',
  431: 'The request headers are too large',
};

/** Answers what Node could not read as HTTP; there is no request yet, so the answer is written by hand. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = STATUS[error.code ?? ''] ?? 400;
  const body = JSON.stringify(errorBody(new AppError('bad_request', TITLE[status] ?? 'The request is malformed')));
  socket.end([
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    'connection: close',
    '',
    body,
  ].join('\r\n'));
}
