import type { JsonAnswer } from '../vendor-calls.js';
import { VendorFault, type FaultClass } from '../vendor-fault.js';

/** Meta's codes ("Cloud API error codes"), by what they mean for who sends. */
const CODES: Readonly<Record<Exclude<FaultClass, 'unknown'>, readonly number[]>> = {
  auth: [0, 3, 10, 190, 368, 131005, 131031, 131045, 133010],
  window_closed: [131047],
  user_blocked: [131050],
  // 130497: people of that country may not be written to.
  recipient_invalid: [130497, 131021, 131026, 131030, 131062],
  // 130472 and 131049: Meta holds marketing back, and wants no repetition.
  content_rejected: [100, 130472, 131008, 131009, 131042, 131049, 131051, 132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132068, 132069],
  media_error: [131052, 131053],
  rate_limited: [4, 17, 80007, 130429, 131048, 131056, 133016],
  temporary: [1, 2, 131000, 131016, 131057, 133004],
};

const CLASSES = new Map(Object.entries(CODES).flatMap(([name, codes]) => codes.map((code): [number, FaultClass] => [code, name as FaultClass])));

/** Too many to one person. */
const PAIR_RATE = 131056;

/** Milliseconds between messages to one person (pair rate limit: one in six seconds). */
const PAIR_PAUSE_MS = 6000;

/** What an error says: of an answer (Graph API, "Handling errors"), or of a message that failed later. */
export function classOf(code: number | undefined, status = 400): FaultClass {
  const known = code === undefined ? undefined : CLASSES.get(code);
  if (known) return known;
  if (code !== undefined && code >= 200 && code < 300) return 'auth';
  if (status === 401) return 'auth';
  if (status === 429) return 'rate_limited';
  return status >= 500 ? 'temporary' : 'content_rejected';
}

/** An answer's error, with Meta's code and without its words. */
export function faultOf(status: number, headers: JsonAnswer['headers'], error: unknown): VendorFault {
  const { code } = (typeof error === 'object' && error !== null ? error : {}) as { readonly code?: unknown };
  const known = typeof code === 'number' ? code : undefined;
  const seconds = Number(headers['retry-after']);
  const pause = seconds > 0 ? seconds * 1000 : known === PAIR_RATE ? PAIR_PAUSE_MS : undefined;
  return new VendorFault(classOf(known, status), String(known ?? `http_${status}`), pause, { isOfRecipient: known === PAIR_RATE });
}
