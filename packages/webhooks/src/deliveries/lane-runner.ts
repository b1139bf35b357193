import type { GuardedClient } from '@parley/egress';
import { monotonicClock } from '@parley/kernel';
import type { DeliveryObserver, DeliveryOptions, DeliveryResult, ShowPayload } from './delivery-options.js';
import { begunAttempt, type Attempt } from './attempt.js';
import type { LaneSlots } from './lane-slots.js';
import { isReadable, type Head, type LaneKey } from './delivery.js';
import type { Lanes } from './lanes.js';
import type { HeldLane } from './lease-keeper.js';
import { persistently } from './persistently.js';
import { judge, UNREADABLE } from './retry-policy.js';
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
  /** Whose probe was taken is paused no longer. */
  readonly resume: (lane: LaneKey) => Promise<void>;
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
      // Paused meanwhile: what is not the probe waits.
      if (head.paused && !head.lane.probes) return lanes.release(head.lane);
      const made = await this.attempt(head, failures + 1, held.lost);
      if (made.outcome.kind === 'failed' && made.outcome.code === 'aborted') return this.giveBack(head, made, 'aborted');
      const settledAt = monotonicClock();
      const { result, next } = await this.settle(head, made);
      // Lost also means: written down, but the answer did not arrive. Then the lease is still ours to give back.
      if (result === 'lost') return this.giveBack(head, made, 'lost');
      observer.attempted(result, made.milliseconds / 1000);
      // What comes next is read before it: only this lane goes on at once, the others as soon as they are claimed.
      if (result === 'delivered' && head.paused) await this.parts.resume(head.lane);
      held.renewed(settledAt);
      head = next;
      failures = 0;
    }
    return false;
  }

  private async attempt(head: Head, number: number, lost: AbortSignal): Promise<Attempt> {
    const { client, slots, options, aborting, show } = this.parts;
    const begun = begunAttempt(number);
    if (!isReadable(head)) return { ...begun, outcome: { kind: 'failed', code: UNREADABLE }, milliseconds: 0 };
    const { lane, target, delivery } = head;
    const began = monotonicClock();
    const slow = setTimeout(() => slots.slow(lane.webhookId), SLOW_MS);
    const { outcome, answer } = await attempt(client, { lane, target, delivery, show, timeoutMs: options.timeoutMs, signal: AbortSignal.any([aborting, lost]) });
    clearTimeout(slow);
    const milliseconds = monotonicClock() - began;
    if (outcome.kind === 'failed' && outcome.code === 'timeout') slots.silent(lane.webhookId);
    else if (milliseconds < SLOW_MS) slots.trust(lane.webhookId);
    return { ...begun, outcome, answer, milliseconds };
  }

  /** Puts the lane back as it was, and writes the attempt down by itself. */
  private async giveBack({ lane, delivery }: Head, made: Attempt, result: 'aborted' | 'lost'): Promise<boolean> {
    this.parts.observer.attempted(result, made.milliseconds / 1000);
    const released = await this.parts.lanes.release(lane);
    await this.parts.lanes.log(lane, delivery, made, result);
    return released;
  }

  /** Writes down what came of an attempt; `next` is the lane's next head, when this worker may go on. */
  private async settle(head: Head, made: Attempt): Promise<{ result: DeliveryResult; next?: Head }> {
    const { lanes, options, aborting } = this.parts;
    const { lane, delivery, paused } = head;
    const verdict = judge(made.outcome, made.number, options.retrySeconds, paused);
    // Also after the lease: the token decides, and while the database was away nobody could take the lane.
    const deadline = monotonicClock() + SETTLE_MS;
    if (verdict.kind === 'retry') {
      const kept = await persistently(deadline, aborting, () => lanes.retry(lane, delivery, made, verdict));
      return { result: kept ? 'retried' : 'lost' };
    }
    const settled = await persistently(deadline, aborting, () =>
      verdict.kind === 'delivered' ? lanes.delivered(lane, delivery, made) : lanes.died(lane, delivery, made));
    if (settled.kind === 'next') return { result: verdict.kind, next: settled.head };
    return { result: settled.kind === 'lost' ? 'lost' : verdict.kind };
  }
}
