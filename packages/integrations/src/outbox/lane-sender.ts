import { headOf, end, LaneLost, release, type OutboxLane } from './outbox-lanes.js';
import { MessageSender, type MessageSenderParts } from './message-sender.js';

/** Messages of one lane in a row; then the others have their turn. */
const TURNS = 50;

/** Says what waits in a lane, one message after the other. */
export class LaneSender {
  private readonly sender: MessageSender;

  constructor(private readonly parts: MessageSenderParts) {
    this.sender = new MessageSender(parts);
  }

  /** Gives the lane back in the end. Once `signal` is aborted no new request begins; one that has begun is waited for. */
  async serve(lane: OutboxLane, signal: AbortSignal): Promise<void> {
    try {
      await this.work(lane, signal);
    } catch (error) {
      // What was about to be written is for whoever has the lane now.
      if (!(error instanceof LaneLost)) throw error;
    }
  }

  private async work(lane: OutboxLane, signal: AbortSignal): Promise<void> {
    const sql = this.parts.db.app(lane.appId);
    let { attempts } = lane;
    for (let turn = 0; turn < TURNS && !signal.aborted; turn += 1) {
      const head = await headOf(sql, lane);
      if ('empty' in head) return (await end(sql, lane, head.empty)) ? undefined : release(sql, lane, 0, 0);
      const { dueIn, counts } = await this.sender.send(lane, head, attempts + 1, signal);
      if (dueIn !== undefined) return release(sql, lane, dueIn, attempts + (counts ? 1 : 0));
      attempts = 0;
    }
    await release(sql, lane, 0, attempts);
  }
}
