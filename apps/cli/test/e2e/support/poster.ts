import type { Exchange } from '@parley/testing';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

/** What became of one text. `unknown`: no answer, or one that does not tell (5xx). */
export interface Attempt {
  readonly text: string;
  readonly conversationId: string;
  readonly keyed: boolean;
  outcome: 'ok' | 'failed' | 'unknown';
  messageId?: string;
  /** Requests sent for it. */
  tries: number;
  /** Before the first request, and after the last answer, in milliseconds since 1970. */
  readonly began: number;
  ended?: number;
}

export interface PosterOptions {
  readonly url: string;
  readonly authorization: string;
  readonly conversationId: string;
  readonly name: string;
  /** Sends an `Idempotency-Key` with each text, and repeats the request until it is answered. */
  readonly keyed: boolean;
  /** Between an answer and the next text; left out, none. */
  readonly restMs?: number;
  /** Is told of every answer. */
  readonly heard: (exchange: Exchange) => void;
}

const TIMEOUT_MS = 15_000;
const PAUSE_MS = 100;

/** Posts one text after the other, each with words of its own, and keeps a log of what it was told. */
export class Poster {
  readonly log: Attempt[] = [];
  private stopping = false;
  private readonly done: Promise<void>;

  constructor(private readonly options: PosterOptions) {
    this.done = this.run();
  }

  /** Posts no further text; resolves when the last one is settled. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.done;
  }

  private async run(): Promise<void> {
    const { name, conversationId, keyed, restMs } = this.options;
    while (!this.stopping) {
      const attempt: Attempt = { text: `${name}-${this.log.length}`, conversationId, keyed, outcome: 'unknown', tries: 0, began: Date.now() };
      this.log.push(attempt);
      const key = keyed ? randomUUID() : undefined;
      do {
        await this.send(attempt, key);
        if (attempt.outcome === 'unknown') await delay(PAUSE_MS);
      } while (keyed && attempt.outcome === 'unknown');
      attempt.ended = Date.now();
      if (restMs !== undefined) await delay(restMs);
    }
  }

  private async send(attempt: Attempt, key: string | undefined): Promise<void> {
    attempt.tries += 1;
    try {
      const response = await fetch(this.options.url, {
        method: 'POST',
        headers: { authorization: this.options.authorization, 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
        body: JSON.stringify({ author: { type: 'business' }, content: { type: 'text', text: attempt.text } }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const body = (await response.json()) as { messages?: { id: string }[] };
      this.options.heard({ method: 'POST', path: new URL(this.options.url).pathname, status: response.status, body });
      if (response.status === 201) Object.assign(attempt, { outcome: 'ok', messageId: body.messages?.[0]?.id });
      else attempt.outcome = response.status < 500 ? 'failed' : 'unknown';
    } catch {
      attempt.outcome = 'unknown';
    }
  }
}
