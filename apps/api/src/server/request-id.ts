import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Short, and of characters that are harmless in a log and a header. */
const SANE = /^[\w.:/+=-]{1,128}$/;

/** The caller's `X-Request-Id`, where it is sane, so that one id follows a request through several systems; else a new one. */
export function requestId(request: { headers: IncomingMessage['headers'] }): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && SANE.test(given) ? given : randomUUID();
}
