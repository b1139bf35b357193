import type { FormField } from '../multipart.js';
import type { VendorCalls } from '../vendor-calls.js';
import { VendorFault, type FaultClass } from '../vendor-fault.js';

/** A request of Mailgun's API: fields of a form, some of them more than once, files among them. */
export interface MailgunRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly form?: readonly FormField[];
  readonly isMultipart?: boolean;
  /** Statuses, beside 2xx, that are answers too. */
  readonly also?: readonly number[];
}

/** The value of the header `authorization` for a key (Mailgun, "Authentication"). */
export const authorizationOf = (apiKey: string): string => `Basic ${Buffer.from(`api:${apiKey}`).toString('base64')}`;

/** Calls Mailgun's API; answers the JSON, or nothing where the status is one of `also`. Raises VendorFault. */
export async function callMailgun(calls: VendorCalls, apiKey: string, path: string, { also = [], ...request }: MailgunRequest): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { status, headers, json } = await calls.form(path, { ...request, authorization: authorizationOf(apiKey) });
  if (also.includes(status)) return undefined;
  if (status >= 200 && status < 300 && typeof json === 'object' && json !== null) return json as Readonly<Record<string, unknown>>;
  throw new VendorFault(classOf(status), `http_${status}`, retryAfterMs(status, headers['retry-after'], json));
}

function classOf(status: number): FaultClass {
  if (status === 401 || status === 403) return 'auth';
  if (status === 429) return 'rate_limited';
  // A domain that is not this key's. Of a message only its domain can be missing.
  if (status === 404) return 'auth';
  if (status === 400 || status === 413) return 'content_rejected';
  return status >= 500 ? 'temporary' : 'unknown';
}

/** Mailgun's specification has it in words only: "limit exceeded, try again after 120 seconds". */
function retryAfterMs(status: number, header: unknown, json: unknown): number | undefined {
  if (status !== 429) return undefined;
  const words = typeof json === 'object' && json !== null ? (json as { readonly message?: unknown }).message : undefined;
  const seconds = Number(typeof header === 'string' && /^\d+$/.test(header) ? header : typeof words === 'string' ? /after (\d+) seconds?/.exec(words)?.[1] : Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}
