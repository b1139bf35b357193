import { assertConforms } from './conformance.js';

/** An answer, read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface Call {
  readonly method?: string;
  readonly authorization?: string;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is, as JSON unless a content type is among the headers. */
  readonly raw?: string | Buffer;
  readonly headers?: Record<string, string>;
}

/** Sends one request and reads its JSON. Rejects when the answer breaks the API's OpenAPI document. */
export async function call(url: string, { method, authorization, json, raw, headers }: Call = {}): Promise<Answer> {
  const body = json === undefined ? raw : JSON.stringify(json);
  const verb = method ?? (body === undefined ? 'GET' : 'POST');
  const response = await fetch(url, {
    method: verb,
    redirect: 'manual',
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(authorization !== undefined && { authorization }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : new Uint8Array(body) }),
  });
  const text = await response.text();
  assertConforms({ method: verb, target: url, status: response.status, text });
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}

/** The codes of an answer in the API's error shape. */
export const codes = (answer: Answer): string[] => (answer.body as { errors: { code: string }[] }).errors.map(({ code }) => code);

export const titles = (answer: Answer): string[] => (answer.body as { errors: { title: string }[] }).errors.map(({ title }) => title);
