import type { VendorCalls } from '../vendor-calls.js';
import { VendorFault, type FaultClass } from '../vendor-fault.js';

/** An answer of the Bot API ("Making requests"): `result`, or why there is none. */
interface Answer {
  readonly ok?: boolean;
  readonly result?: unknown;
  readonly error_code?: number;
  readonly parameters?: { readonly retry_after?: number };
}

/** Calls a method of the Bot API. Raises VendorFault. */
export async function callBot(calls: VendorCalls, token: string, method: string, body: object): Promise<unknown> {
  const { status, json } = await calls.postJson(`/bot${token}/${method}`, body);
  const answer = (typeof json === 'object' && json !== null ? json : {}) as Answer;
  if (answer.ok === true) return answer.result;
  const code = answer.error_code ?? status;
  const seconds = answer.parameters?.retry_after;
  throw new VendorFault(classOf(code), String(code), seconds === undefined ? undefined : seconds * 1000);
}

/** A bot whose token is wrong is "not found" (404) as well as "unauthorized" (401). */
function classOf(code: number): FaultClass {
  if (code === 401 || code === 404) return 'auth';
  if (code === 403) return 'user_blocked';
  if (code === 429) return 'rate_limited';
  return code >= 500 ? 'temporary' : 'content_rejected';
}
