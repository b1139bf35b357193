import { Readable } from 'node:stream';
import type { EgressError } from './egress-error.js';

/** A request's body that tells whether a socket has asked for it: before that nothing of the request has left. */
export interface WatchedBody {
  begun(): boolean;
  /** The body and the headers that go with it. */
  request(headers: Readonly<Record<string, string>>): { readonly headers: Readonly<Record<string, string>>; readonly body?: string | Readable };
}

/** A body that nobody asks about goes as it is; none tells nothing. Both count as begun at once. */
export const unwatched = (body: string | undefined): WatchedBody => ({ begun: () => true, request: (headers) => ({ headers, ...(body !== undefined && { body }) }) });

/** Watches a body. */
export function watched(body: string | AsyncIterable<Uint8Array> | undefined): WatchedBody {
  if (body === undefined) return unwatched(body);
  let begun = false;
  const bytes = typeof body === 'string' ? Buffer.from(body) : undefined;
  async function* pulled(): AsyncIterable<Uint8Array> {
    begun = true;
    if (bytes) yield bytes;
    else yield* body as AsyncIterable<Uint8Array>;
  }
  return {
    begun: () => begun,
    request: (headers) => ({ headers: bytes ? { ...headers, 'content-length': String(bytes.length) } : headers, body: Readable.from(pulled(), { objectMode: false }) }),
  };
}

/** A body whose faults are told in other words. */
export async function* told(body: AsyncIterable<Buffer>, fault: (error: unknown) => EgressError): AsyncIterable<Buffer> {
  try {
    yield* body;
  } catch (error) {
    throw fault(error);
  }
}
