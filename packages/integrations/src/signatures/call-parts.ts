import { refuse } from './judge.js';
import type { SignedCall } from './signed-call.js';

/** The one value of a header. Node joins what came twice with a comma, which no scheme's shape allows, or gives a list. */
export function header(call: Pick<SignedCall, 'headers'>, name: string): string {
  const value = call.headers[name];
  if (value === undefined || value === '') return refuse('missing', name);
  if (typeof value === 'string') return value;
  const [only, ...more] = value;
  return only === undefined ? refuse('missing', name) : more.length > 0 ? refuse('doubled', name) : only;
}

/** The parameters of the URL's query. */
export const query = (call: Pick<SignedCall, 'url'>): URLSearchParams => new URLSearchParams(/\?([^#]*)/.exec(call.url)?.[1]);

/** The one value of a parameter in the URL's query. */
export function queryParameter(call: Pick<SignedCall, 'url'>, name: string): string {
  const [value, ...more] = query(call).getAll(name);
  if (value === undefined || value === '') return refuse('missing', name);
  return more.length > 0 ? refuse('doubled', name) : value;
}

/** `application/json` of `application/json; charset=utf-8`; empty where there is none. */
export function mediaType(call: Pick<SignedCall, 'headers'>): string {
  const value = call.headers['content-type'];
  return typeof value === 'string' ? value.replace(/;.*/s, '').trim().toLowerCase() : '';
}

/** The body as text. */
export const bodyText = (call: Pick<SignedCall, 'rawBody'>): string => Buffer.from(call.rawBody).toString('utf8');

/** The body as a JSON object. */
export function bodyObject(call: Pick<SignedCall, 'rawBody'>): Record<string, unknown> {
  const value = parsed(bodyText(call));
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : refuse('malformed', 'body');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse('malformed', 'body');
  }
}
