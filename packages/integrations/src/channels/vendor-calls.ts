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

/** A request that is no JSON, whose answer is. */
export interface FormRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** The value of the header `authorization`. */
  readonly authorization: string;
  /** Sent as multipart/form-data where `isMultipart`, else urlencoded. */
  readonly form?: readonly (readonly [name: string, value: string])[];
  readonly isMultipart?: boolean;
}

/** The calls of one vendor, below its base URL. */
export interface VendorCalls {
  /** Posts JSON. Raises VendorFault where no answer came, or none that is JSON: `unknown` where the vendor may have heard, else `temporary`. */
  postJson(path: string, body: object): Promise<JsonAnswer>;
  /** Sends a form, or nothing. What came is `json`, undefined where it is none. Raises VendorFault where no answer came: as postJson, but that what only reads can be asked again. */
  form(path: string, request: FormRequest): Promise<JsonAnswer>;
  /** Reads a file, at most `maxBytes`; `path` may be a whole URL, for whose host the channel answers: `authorization` goes there. Raises VendorFault, also while it is read. */
  download(path: string, maxBytes: number, authorization?: string): Promise<AsyncIterable<Buffer>>;
}

/** Fetches a file of a vendor and keeps it; `maxBytes` is the vendor's own limit. Answers how a message names it. */
export type FetchFile = (given: { readonly path: string; readonly fileName?: string; readonly mediaType?: string; readonly maxBytes: number; readonly authorization?: string }) => Promise<string>;

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
  async form(path, { method, authorization, form, isMultipart }) {
    const fields = form && (await encoded(form, isMultipart ?? false));
    const { status, headers, body } = await client
      .exchange(`${baseUrl}${path}`, { method, headers: { authorization, accept: 'application/json', ...fields?.headers }, ...(fields && { body: fields.body }), timeoutMs: TIMEOUT_MS })
      .catch(method === 'GET' ? notRead : noAnswer);
    return { status, headers, json: parsed(body) };
  },
  async download(path, maxBytes, authorization) {
    const { status, body } = await client.download(path.startsWith('/') ? `${baseUrl}${path}` : path, { method: 'GET', headers: { ...(authorization !== undefined && { authorization }) }, timeoutMs: 120_000, maxBytes }).catch(noAnswer);
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

/** A form's bytes, by the runtime's own encoder, which escapes names and values. */
async function encoded(form: readonly (readonly [string, string])[], isMultipart: boolean): Promise<{ readonly headers: Readonly<Record<string, string>>; readonly body: string }> {
  const filled = isMultipart ? new FormData() : new URLSearchParams();
  for (const [name, value] of form) filled.append(name, value);
  const encoding = new Response(filled);
  return { headers: { 'content-type': encoding.headers.get('content-type') ?? '' }, body: await encoding.text() };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

/** Asking changes nothing: it can be done again. */
function notRead(error: unknown): never {
  if (error instanceof EgressError) throw new VendorFault('temporary', error.code);
  throw error;
}

function noAnswer(error: unknown): never {
  if (error instanceof EgressError) throw new VendorFault(error.reached ? 'unknown' : 'temporary', error.code);
  throw error;
}
