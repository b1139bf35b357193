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

  /** Gives the lane back in the end, and answers in how many seconds it is due again, where it is. Once `signal` is aborted no new request begins; one that has begun is waited for. */
  async serve(lane: OutboxLane, signal: AbortSignal): Promise<number | undefined> {
    try {
      return await this.work(lane, signal);
    } catch (error) {
      // What was about to be written is for whoever has the lane now.
      if (!(error instanceof LaneLost)) throw error;
      return undefined;
    }
  }

  private async work(lane: OutboxLane, signal: AbortSignal): Promise<number | undefined> {
    const sql = this.parts.db.app(lane.appId);
    let { attempts } = lane;
    for (let turn = 0; turn < TURNS && !signal.aborted; turn += 1) {
      const head = await headOf(sql, lane);
      if ('empty' in head) return (await end(sql, lane, head.empty)) ? undefined : this.release(lane, 0, 0);
      const { dueIn, counts, ended } = await this.sender.send(lane, head, attempts + 1, signal);
      if (ended) return undefined;
      if (dueIn !== undefined) return this.release(lane, dueIn, attempts + (counts ? 1 : 0));
      attempts = 0;
    }
    return this.release(lane, 0, attempts);
  }

  private async release(lane: OutboxLane, dueIn: number, attempts: number): Promise<number> {
    await release(this.parts.db.app(lane.appId), lane, dueIn, attempts);
    return dueIn;
  }
}
