import type { GuardedClient } from '@parley/egress';
import { monotonicClock } from '@parley/kernel';
import type { DeliveryObserver, DeliveryOptions, DeliveryResult } from './delivery-options.js';
import type { LaneSlots } from './lane-slots.js';
import type { Head, Lanes } from './lanes.js';
import { persistently } from './persistently.js';
import { judge, type AttemptOutcome } from './retry-policy.js';
import { attempt } from './webhook-sender.js';

/** Deliveries of one lane in a row; then the webhook's other lanes have their turn. */
const TURNS = 50;

/** A target that has not answered by then is suspect, in milliseconds. */
const SLOW_MS = 3000;

export interface LaneRunnerParts {
  readonly lanes: Lanes;
  readonly client: GuardedClient;
  readonly slots: LaneSlots;
  readonly options: DeliveryOptions;
  readonly observer: DeliveryObserver;
  /** No new attempt begins once it is aborted. */
  readonly stopping: AbortSignal;
  /** Running attempts end when it is aborted. */
  readonly aborting: AbortSignal;
}

/** Delivers down one leased lane, one event after the other, for as long as each succeeds or dies. */
export class LaneRunner {
  constructor(private readonly parts: LaneRunnerParts) {}

  /** Rejects only when the database stayed away for the rest of the lease. `leasedAt`: monotonic, from before the claim. */
  async run(first: Head, leasedAt: number): Promise<void> {
    const { lanes, stopping, observer } = this.parts;
    let head: Head | undefined = first;
    let failures = first.lane.attempts;
    let deadline = leasedAt + this.parts.options.leaseSeconds * 1000;
    for (let turn = 0; head; turn += 1) {
      if (stopping.aborted || turn === TURNS || !this.leaseOutlasts(deadline)) return lanes.release(head.lane);
      const { outcome, seconds } = await this.attempt(head);
      if (outcome.kind === 'failed' && outcome.code === 'aborted') {
        observer.attempted('aborted', seconds);
        return lanes.release(head.lane);
      }
      const settledAt = monotonicClock();
      const { result, next } = await this.settle(head, outcome, failures + 1, deadline);
      observer.attempted(result, seconds);
      head = next;
      failures = 0;
      deadline = settledAt + this.parts.options.leaseSeconds * 1000;
    }
  }

  /** Whether an attempt that begins now ends, and is written down, while the lane is still ours. */
  private leaseOutlasts(deadline: number): boolean {
    return monotonicClock() + this.parts.options.timeoutMs < deadline;
  }

  private async attempt({ lane, target, delivery }: Head): Promise<{ outcome: AttemptOutcome; seconds: number }> {
    const { client, slots, options, aborting } = this.parts;
    const began = monotonicClock();
    const slow = setTimeout(() => slots.slow(lane.webhookId), SLOW_MS);
    const outcome = await attempt(client, { lane, target, delivery, timeoutMs: options.timeoutMs, signal: aborting });
    clearTimeout(slow);
    const took = monotonicClock() - began;
    if (outcome.kind === 'failed' && outcome.code === 'timeout') slots.silent(lane.webhookId);
    else if (took < SLOW_MS) slots.trust(lane.webhookId);
    return { outcome, seconds: took / 1000 };
  }

  /** Writes down what came of an attempt; `next` is the lane's next head, when this worker may go on. */
  private async settle(head: Head, outcome: AttemptOutcome, number: number, deadline: number): Promise<{ result: DeliveryResult; next?: Head }> {
    const { lanes, options, aborting } = this.parts;
    const { lane, delivery } = head;
    const verdict = judge(outcome, number, options.retrySeconds);
    if (verdict.kind === 'retry') {
      const kept = await persistently(deadline, aborting, () => lanes.retry(lane, delivery, verdict.seconds, verdict.reason));
      return { result: kept ? 'retried' : 'lost' };
    }
    const settled = await persistently(deadline, aborting, () =>
      verdict.kind === 'delivered' ? lanes.delivered(lane, delivery) : lanes.died(lane, delivery, verdict.reason));
    if (settled.kind === 'next') return { result: verdict.kind, next: { ...head, delivery: settled.delivery } };
    // Lost also means: written down, but the answer did not arrive. Then the lease is still ours to give back.
    if (settled.kind === 'lost') await lanes.release(lane);
    return { result: settled.kind === 'lost' ? 'lost' : verdict.kind };
  }
}
