import type { GuardedClient } from '@parley/egress';
import { monotonicClock } from '@parley/kernel';
import type { DeliveryObserver, DeliveryOptions, DeliveryResult, ShowPayload } from './delivery-options.js';
import type { LaneSlots } from './lane-slots.js';
import { isReadable, type Head } from './delivery.js';
import type { Lanes } from './lanes.js';
import type { HeldLane } from './lease-keeper.js';
import { persistently } from './persistently.js';
import { judge, UNREADABLE, type AttemptOutcome } from './retry-policy.js';
import { attempt } from './webhook-sender.js';

/** Deliveries of one lane in a row; then the webhook's other lanes have their turn. */
const TURNS = 50;

/** A target that has not answered by then is suspect, in milliseconds. */
const SLOW_MS = 3000;

/** How long the database may stay away before what came of an attempt is forgotten, in milliseconds. */
const SETTLE_MS = 30_000;

export interface LaneRunnerParts {
  readonly lanes: Lanes;
  readonly client: GuardedClient;
  readonly slots: LaneSlots;
  readonly options: DeliveryOptions;
  readonly observer: DeliveryObserver;
  readonly show: ShowPayload;
  /** No new attempt begins once it is aborted. */
  readonly stopping: AbortSignal;
  /** Running attempts end when it is aborted. */
  readonly aborting: AbortSignal;
}

/** Delivers down one leased lane, one event after the other, for as long as each succeeds or dies. */
export class LaneRunner {
  constructor(private readonly parts: LaneRunnerParts) {}

  /**
   * Answers whether the lane was given back although its next event is due. Rejects only when the database stayed away
   * for long after an attempt.
   */
  async run(first: Head, held: HeldLane): Promise<boolean> {
    const { lanes, stopping, observer } = this.parts;
    let head: Head | undefined = first;
    let failures = first.lane.attempts;
    for (let turn = 0; head; turn += 1) {
      if (stopping.aborted || turn === TURNS || held.left() <= 0) return lanes.release(head.lane);
      const { outcome, seconds } = await this.attempt(head, held.lost);
      if (outcome.kind === 'failed' && outcome.code === 'aborted') {
        observer.attempted('aborted', seconds);
        return lanes.release(head.lane);
      }
      const settledAt = monotonicClock();
      const { result, next } = await this.settle(head, outcome, failures + 1);
      observer.attempted(result, seconds);
      // Lost also means: written down, but the answer did not arrive. Then the lease is still ours to give back.
      if (result === 'lost') return lanes.release(head.lane);
      held.renewed(settledAt);
      head = next;
      failures = 0;
    }
    return false;
  }

  private async attempt(head: Head, lost: AbortSignal): Promise<{ outcome: AttemptOutcome; seconds: number }> {
    const { client, slots, options, aborting, show } = this.parts;
    if (!isReadable(head)) return { outcome: { kind: 'failed', code: UNREADABLE }, seconds: 0 };
    const { lane, target, delivery } = head;
    const began = monotonicClock();
    const slow = setTimeout(() => slots.slow(lane.webhookId), SLOW_MS);
    const outcome = await attempt(client, { lane, target, delivery, show, timeoutMs: options.timeoutMs, signal: AbortSignal.any([aborting, lost]) });
    clearTimeout(slow);
    const took = monotonicClock() - began;
    if (outcome.kind === 'failed' && outcome.code === 'timeout') slots.silent(lane.webhookId);
    else if (took < SLOW_MS) slots.trust(lane.webhookId);
    return { outcome, seconds: took / 1000 };
  }

  /** Writes down what came of an attempt; `next` is the lane's next head, when this worker may go on. */
  private async settle(head: Head, outcome: AttemptOutcome, number: number): Promise<{ result: DeliveryResult; next?: Head }> {
    const { lanes, options, aborting } = this.parts;
    const { lane, delivery } = head;
    const verdict = judge(outcome, number, options.retrySeconds);
    // Also after the lease: the token decides, and while the database was away nobody could take the lane.
    const deadline = monotonicClock() + SETTLE_MS;
    if (verdict.kind === 'retry') {
      const kept = await persistently(deadline, aborting, () => lanes.retry(lane, delivery, verdict.seconds, verdict.reason));
      return { result: kept ? 'retried' : 'lost' };
    }
    const settled = await persistently(deadline, aborting, () =>
      verdict.kind === 'delivered' ? lanes.delivered(lane, delivery) : lanes.died(lane, delivery, verdict.reason));
    if (settled.kind === 'next') return { result: verdict.kind, next: settled.head };
    return { result: settled.kind === 'lost' ? 'lost' : verdict.kind };
  }
}
