import { EgressError, type GuardedClient } from '@parley/egress';
import type { ShowPayload } from './delivery-options.js';
import type { DeliveryTarget, LaneKey, ReadableDelivery } from './delivery.js';
import { envelope } from './envelope.js';
import { originHeaders } from './signature.js';
import type { AttemptOutcome } from './retry-policy.js';

const USER_AGENT = 'Parley-Webhooks/1';

/** Makes one attempt at a target. Never throws: whatever happens is an outcome. */
export async function attempt(
  client: GuardedClient,
  call: { readonly lane: LaneKey; readonly target: DeliveryTarget; readonly delivery: ReadableDelivery; readonly timeoutMs: number; readonly signal: AbortSignal; readonly show: ShowPayload },
): Promise<AttemptOutcome> {
  const { lane, target, delivery, timeoutMs, signal, show } = call;
  try {
    const body = envelope(lane, target, { ...delivery, payload: await show(lane.appId, delivery.payload) });
    const status = await client.send(target.target, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': USER_AGENT, ...originHeaders(target, delivery.eventId, body) },
      body,
      timeoutMs,
      signal,
    });
    return { kind: 'answered', status };
  } catch (error) {
    if (!(error instanceof EgressError)) return { kind: 'failed', code: 'unexpected' };
    // Whoever answers 2xx has taken the event, however much he then has to say.
    if (error.code === 'too_large' && error.status !== undefined) return { kind: 'answered', status: error.status };
    return { kind: 'failed', code: error.code };
  }
}
