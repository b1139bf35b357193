import { EgressError, type Answer, type GuardedClient } from '@parley/egress';
import { VendorFault } from './vendor-fault.js';

/** Milliseconds that a vendor has for an answer. */
const TIMEOUT_MS = 15_000;

/** A vendor's answer that is JSON. */
export interface JsonAnswer {
  readonly status: number;
  readonly headers: Answer<unknown>['headers'];
  readonly json: unknown;
}

/** The calls of one vendor, below its base URL. */
export interface VendorCalls {
  /** Posts JSON. Raises VendorFault where no answer came, or none that is JSON: `unknown` where the vendor may have heard, else `temporary`. */
  postJson(path: string, body: object): Promise<JsonAnswer>;
  /** Reads a file, at most `maxBytes`. Raises VendorFault, also while it is read. */
  download(path: string, maxBytes: number): Promise<AsyncIterable<Buffer>>;
}

/** Fetches a file of a vendor and keeps it; `maxBytes` is the vendor's own limit. Answers how a message names it. */
export type FetchFile = (given: { readonly path: string; readonly fileName?: string; readonly mediaType?: string; readonly maxBytes: number }) => Promise<string>;

/** Calls below `baseUrl` through the one way out. */
export const vendorCalls = (client: GuardedClient, baseUrl: string): VendorCalls => ({
  async postJson(path, body) {
    const { status, headers, body: bytes } = await client
      .exchange(`${baseUrl}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json' }, body: JSON.stringify(body), timeoutMs: TIMEOUT_MS })
      .catch(noAnswer);
    try {
      return { status, headers, json: JSON.parse(bytes.toString()) as unknown };
    } catch {
      throw new VendorFault(status < 500 ? 'unknown' : 'temporary', `http_${status}`);
    }
  },
  async download(path, maxBytes) {
    const { status, body } = await client.download(`${baseUrl}${path}`, { method: 'GET', headers: {}, timeoutMs: 120_000, maxBytes }).catch(noAnswer);
    if (status !== 200) throw new VendorFault(status >= 500 || status === 429 ? 'temporary' : 'media_error', `http_${status}`);
    return readable(body);
  },
});

async function* readable(body: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  try {
    yield* body;
  } catch (error) {
    if (error instanceof EgressError) throw new VendorFault(error.code === 'too_large' ? 'media_error' : 'temporary', error.code);
    throw error;
  }
}

function noAnswer(error: unknown): never {
  if (error instanceof EgressError) throw new VendorFault(error.reached ? 'unknown' : 'temporary', error.code);
  throw error;
}
