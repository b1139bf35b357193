import { setTimeout as delay } from 'node:timers/promises';
import type { OfficialClient } from './official-client.js';

/** A business that answers in one conversation, text after text, by the official client. */
export class Answerer {
  /** What was acknowledged, in order. */
  readonly acknowledged: string[] = [];
  /** Posts of which nobody knows whether they came to something. */
  unknown = 0;
  private stopping = false;
  private readonly answering: Promise<void>;

  constructor(private readonly client: OfficialClient, private readonly appId: string, readonly conversationId: string, private readonly restMs: number) {
    this.answering = this.run();
  }

  /** Resolves when the last post has been answered, or its connection has broken. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.answering;
  }

  private async run(): Promise<void> {
    for (let number = 0; !this.stopping; number += 1) {
      const text = `answer-${number}`;
      try {
        await this.client.messages.postMessage(this.appId, this.conversationId, { author: { type: 'business' }, content: { type: 'text', text } });
        this.acknowledged.push(text);
      } catch {
        this.unknown += 1;
      }
      await delay(this.restMs);
    }
  }
}
