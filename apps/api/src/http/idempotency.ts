import { createHash } from 'node:crypto';
import { AppError, type Idempotency } from '@parley/kernel';
import type { ApiRequest } from './request.js';

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();

/** Reads the header `Idempotency-Key` of a POST. Raises bad_request when it is not 1 to 255 visible ASCII characters. */
export function idempotencyOf(request: ApiRequest): Idempotency | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined || request.method !== 'POST') return undefined;
  if (typeof key !== 'string' || !VISIBLE_ASCII.test(key)) {
    throw new AppError('bad_request', 'Idempotency-Key should be 1 to 255 visible ASCII characters');
  }
  return {
    operation: `${request.method} ${request.routeOptions.url ?? ''} ${JSON.stringify(request.params)}`,
    keyHash: sha256(key),
    bodyHash: sha256(request.rawBody ?? ''),
  };
}
