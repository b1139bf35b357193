import type { FormFile } from '../multipart.js';
import type { JsonAnswer, VendorCalls } from '../vendor-calls.js';
import { VendorFault, type FaultClass } from '../vendor-fault.js';

/** An answer of the Bot API ("Making requests"): `result`, or why there is none. */
interface Answer {
  readonly ok?: boolean;
  readonly result?: unknown;
  readonly error_code?: number;
  readonly description?: string;
  readonly parameters?: { readonly retry_after?: number };
}

/** A file in the place of a parameter's value. */
export interface Uploaded {
  readonly field: string;
  readonly file: FormFile;
}

/** Calls a method of the Bot API; with a file as a form, in which what is no word is JSON ("Sending files"). Raises VendorFault. */
export async function callBot(calls: VendorCalls, token: string, method: string, body: object, uploaded?: Uploaded): Promise<unknown> {
  const path = `/bot${token}/${method}`;
  return resultOf(await (uploaded ? calls.form(path, { method: 'POST', form: [...fieldsOf(body), [uploaded.field, uploaded.file]] }) : calls.postJson(path, body)));
}

const fieldsOf = (body: object): readonly (readonly [string, string])[] =>
  Object.entries(body).map(([name, value]: [string, unknown]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]);

function resultOf({ status, json }: JsonAnswer): unknown {
  const answer = (typeof json === 'object' && json !== null ? json : {}) as Answer;
  if (answer.ok === true) return answer.result;
  const code = answer.error_code ?? status;
  const seconds = answer.parameters?.retry_after;
  throw new VendorFault(classOf(code, answer.description), String(code), seconds === undefined ? undefined : seconds * 1000);
}

/** What Telegram says of a URL by which it could not have a file: in words only. */
const NO_FILE = /HTTP URL|webpage content|web page content/i;

/** What it says of a file that bots may not fetch. */
const TOO_BIG = /file is too big/i;

/** What it says of a chat that is not there, or was never opened: in words only. */
const NOBODY = /chat not found|user not found|PEER_ID_INVALID/i;

/** A bot whose token is wrong is "not found" (404) as well as "unauthorized" (401). */
function classOf(code: number, description = ''): FaultClass {
  if (code === 401 || code === 404) return 'auth';
  if (code === 403) return 'user_blocked';
  if (code === 413) return 'media_error';
  if (code === 429) return 'rate_limited';
  if (code === 400 && (NO_FILE.test(description) || TOO_BIG.test(description))) return 'media_error';
  if (code === 400 && NOBODY.test(description)) return 'recipient_invalid';
  return code >= 500 ? 'temporary' : 'content_rejected';
}
