import type { Socket } from 'node:net';
import { EgressError, type Answer, type GuardedClient, type SocketTarget } from '@parley/egress';
import { hashed } from './hashed.js';
import { streamedForm, type FormField, type StreamedForm } from './multipart.js';
import { VendorFault } from './vendor-fault.js';

/** Milliseconds that a vendor has for an answer. */
const TIMEOUT_MS = 15_000;

/** And where a file goes there, or comes from there. */
const FILE_TIMEOUT_MS = 120_000;

/** A vendor's answer that is JSON. */
export interface JsonAnswer {
  readonly status: number;
  readonly headers: Answer<unknown>['headers'];
  readonly json: unknown;
}

/** A request that is no JSON, whose answer is. */
export interface FormRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** The value of the header `authorization`. */
  readonly authorization?: string;
  /** Sent as multipart/form-data where `isMultipart` or where there is a file, which is read as it goes; else urlencoded. */
  readonly form?: readonly FormField[];
  readonly isMultipart?: boolean;
}

/** A request whose answer is JSON. */
export interface JsonRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly body?: object;
  /** The value of the header `authorization`. */
  readonly authorization?: string;
}

/** A vendor's file. */
export interface RemoteFile {
  /** Below the base URL; or a whole URL, for whose host the channel answers: `authorization` goes there. */
  readonly path: string;
  readonly maxBytes: number;
  readonly authorization?: string;
  /** What the file has to be, where the vendor tells. */
  readonly sha256?: Buffer;
}

/** The way out for vendors that speak something else than HTTP. The same one for all calls of a process. */
export interface Sockets {
  /** Raises EgressError. */
  connect(target: SocketTarget): Promise<Socket>;
}

/** The calls of one vendor, below its base URL. */
export interface VendorCalls {
  readonly baseUrl: string;
  readonly sockets: Sockets;
  /** Raises VendorFault where no answer came, or none that is JSON: `unknown` where the vendor may have done what was asked, else `temporary`. */
  json(path: string, request: JsonRequest): Promise<JsonAnswer>;
  /** Posts JSON; raises as `json`. */
  postJson(path: string, body: object): Promise<JsonAnswer>;
  /** Sends a form, or nothing. What came is `json`, undefined where it is none. Raises VendorFault where no answer came: as postJson, but that what only reads can be asked again, and so can a file of which not all has gone; and what a file raises that cannot be read. */
  form(path: string, request: FormRequest): Promise<JsonAnswer>;
  /** Reads a file. Raises VendorFault, also while it is read: `media_error` where it is longer than it may be, or another than it has to be. */
  download(file: RemoteFile): Promise<AsyncIterable<Buffer>>;
}

/** Where a file lies; or how its vendor is asked for it, which may answer that it gives none (VendorFault, `media_error`). */
export type FileSource = RemoteFile | { readonly find: () => Promise<RemoteFile & { readonly mediaType?: string }> };

/** Fetches a file of a vendor and keeps it; `maxBytes` is the vendor’s own limit. Answers how a message names it, or what stands for one that the vendor does not give (ADR 0164). */
export type FetchFile = (given: FileSource & { readonly fileName?: string; readonly mediaType?: string }) => Promise<string>;

/** Where it lies. Raises VendorFault. */
export const located = async (source: FileSource): Promise<RemoteFile & { readonly mediaType?: string }> => ('find' in source ? source.find() : source);

/** Keeps a file that came whole. Answers how a message names it. */
export type KeepFile = (given: { readonly content: AsyncIterable<Buffer>; readonly fileName?: string; readonly mediaType?: string }) => Promise<string>;

/** Calls below `baseUrl` through the one way out. */
export function vendorCalls(client: GuardedClient, baseUrl: string): VendorCalls {
  const json: VendorCalls['json'] = async (path, { method, body: given, authorization }) => {
    const headers = { ...authorized(authorization), ...(given && { 'content-type': 'application/json' }), accept: 'application/json' };
    const { status, headers: answered, body } = await client
      .exchange(`${baseUrl}${path}`, { method, headers, ...(given && { body: JSON.stringify(given) }), timeoutMs: TIMEOUT_MS, once: method !== 'GET' })
      .catch(method === 'GET' ? notRead : noAnswer);
    try {
      return { status, headers: answered, json: JSON.parse(body.toString()) as unknown };
    } catch {
      throw new VendorFault(status < 500 && method !== 'GET' ? 'unknown' : 'temporary', `http_${status}`);
    }
  };
  return {
    baseUrl, json, sockets: client,
    postJson: (path, body) => json(path, { method: 'POST', body }),
    async form(path, { method, authorization, form, isMultipart }) {
      const fields = form && (await encoded(form, isMultipart ?? false));
      const { status, headers, body } = await client
        .exchange(`${baseUrl}${path}`, {
          method, headers: { ...authorized(authorization), accept: 'application/json', ...fields?.headers }, ...(fields && { body: fields.body }),
          timeoutMs: fields && 'ended' in fields ? FILE_TIMEOUT_MS : TIMEOUT_MS, once: method !== 'GET',
        })
        .catch(method === 'GET' ? notRead : fields && 'ended' in fields ? notUploaded(fields) : noAnswer);
      return { status, headers, json: parsed(body) };
    },
    async download({ path, maxBytes, authorization, sha256 }) {
      const target = path.startsWith('/') ? `${baseUrl}${path}` : path;
      const { status, body } = await client.download(target, { method: 'GET', headers: authorized(authorization), timeoutMs: FILE_TIMEOUT_MS, maxBytes }).catch(notRead);
      if (status !== 200) throw new VendorFault(status >= 500 || status === 429 ? 'temporary' : 'media_error', `http_${status}`);
      return sha256 ? hashed(readable(body), sha256) : readable(body);
    },
  };
}

/** The same calls; `accepted` is told when the vendor did as it was asked. */
export const heard = (calls: VendorCalls, accepted: () => void): VendorCalls => {
  const noted = async (answer: Promise<JsonAnswer>): Promise<JsonAnswer> => {
    const { status } = await answer;
    if (status >= 200 && status < 300) accepted();
    return answer;
  };
  return {
    ...calls,
    json: (path, request) => noted(calls.json(path, request)),
    postJson: (path, body) => noted(calls.postJson(path, body)),
    form: (path, request) => noted(calls.form(path, request)),
  };
};

const authorized = (authorization: string | undefined): Record<string, string> => (authorization === undefined ? {} : { authorization });

async function* readable(body: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  try {
    yield* body;
  } catch (error) {
    if (error instanceof EgressError) throw new VendorFault(error.code === 'too_large' ? 'media_error' : 'temporary', error.code);
    throw error;
  }
}

/** A form that is whole already. */
interface EncodedForm {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A form's bytes, by the runtime's own encoder, which escapes names and values. */
async function encoded(form: readonly FormField[], isMultipart: boolean): Promise<EncodedForm | StreamedForm> {
  const words = form.filter((field): field is readonly [string, string] => typeof field[1] === 'string');
  if (words.length < form.length) return streamedForm(form);
  const filled = isMultipart ? new FormData() : new URLSearchParams();
  for (const [name, value] of words) filled.append(name, value);
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

function noAnswer(error: unknown): never {
  if (error instanceof EgressError) throw new VendorFault(error.reached ? 'unknown' : 'temporary', error.code);
  throw error;
}

/** A form that has not gone to its end was not taken by anybody. */
const notUploaded = (form: StreamedForm) => (error: unknown): never => {
  if (form.fault() !== undefined) throw form.fault();
  if (error instanceof EgressError && !form.ended()) throw new VendorFault('temporary', error.code);
  return noAnswer(error);
};

/** Reading does nothing there: it can be done again, heard or not. */
function notRead(error: unknown): never {
  if (error instanceof EgressError) throw new VendorFault('temporary', error.code);
  throw error;
}
