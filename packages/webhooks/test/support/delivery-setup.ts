import { afterEach, beforeEach } from '@jest/globals';
import { webhookTarget, type Answer, type ReceivedRequest, type WebhookTarget } from '@parley/testing';
import { DeliveryBench } from './delivery-bench.js';

/** The bench and the receiver of the test that runs. */
export let bench: DeliveryBench;
export let target: WebhookTarget;

let answer: (request: ReceivedRequest, index: number) => Answer | Promise<Answer>;

/** How the target answers from now on to the end of the test; 200 otherwise. `index` counts the requests of the test from 0. */
export function answerWith(given: typeof answer): void {
  answer = given;
}

/** Gives every test of the file a bench and a target of its own, and closes both after it. */
export function deliverToATarget(): void {
  beforeEach(async () => {
    bench = await DeliveryBench.open();
    answer = () => 200;
    target = await webhookTarget((request, index) => answer(request, index), { madeUp: true });
  });
  afterEach(async () => {
    await bench.close();
    await target.close();
  });
}
