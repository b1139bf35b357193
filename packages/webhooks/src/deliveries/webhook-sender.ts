import { AnswerBeginning, EgressError, type GuardedClient } from '@parley/egress';
import type { ShowPayload } from './delivery-options.js';
import type { DeliveryTarget, LaneKey, ReadableDelivery } from './delivery.js';
import { envelope } from './envelope.js';
import { originHeaders } from './signature.js';
import type { AttemptOutcome } from './retry-policy.js';

const USER_AGENT = 'Parley-Webhooks/1';

/** Bytes of an answer that the log keeps. */
const KEPT = 1024;

/** Makes one attempt at a target; answers what came of it and how the answer began. Never throws: whatever happens is an outcome. */
export async function attempt(
  client: GuardedClient,
  call: { readonly lane: LaneKey; readonly target: DeliveryTarget; readonly delivery: ReadableDelivery; readonly timeoutMs: number; readonly signal: AbortSignal; readonly show: ShowPayload },
): Promise<{ outcome: AttemptOutcome; answer: string }> {
  const { lane, target, delivery, timeoutMs, signal, show } = call;
  const beginning = new AnswerBeginning(KEPT);
  try {
    const body = envelope(lane, target, { ...delivery, payload: await show(lane.appId, delivery.payload) });
    const status = await client.send(target.target, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': USER_AGENT, ...originHeaders(target, delivery.eventId, body) },
      body,
      timeoutMs,
      signal,
      beginning,
    });
    return { outcome: { kind: 'answered', status }, answer: beginning.text() };
  } catch (error) {
    return { outcome: outcomeOf(error), answer: beginning.text() };
  }
}

function outcomeOf(error: unknown): AttemptOutcome {
  if (!(error instanceof EgressError)) return { kind: 'failed', code: 'unexpected' };
  // Whoever answers 2xx has taken the event, however much he then has to say.
  if (error.code === 'too_large' && error.status !== undefined) return { kind: 'answered', status: error.status };
  return { kind: 'failed', code: error.code, ...(error.status !== undefined && { status: error.status }) };
}
