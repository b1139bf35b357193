import { setTimeout as delay } from 'node:timers/promises';
import type { BotApi } from '@parley/testing';

const PAUSE_MS = 100;
const DATE = Math.floor(Date.parse('2026-03-04T05:06:07Z') / 1000);

/** Has Telegram tell what somebody wrote, again and again until it is answered 200, as it does; or until all is `over`. */
export async function write(telegram: BotApi, from: number, text: string, updateId: number, over: AbortSignal): Promise<void> {
  const message = { message_id: updateId, date: DATE, text, from: { id: from, is_bot: false, first_name: 'Ada' }, chat: { id: from, type: 'private' } };
  while (!over.aborted && (await telegram.update({ message }, { id: updateId }).catch(() => 0)) !== 200) await delay(PAUSE_MS);
}

/** Somebody who writes one text after the other on Telegram: the next once the one before was taken. */
export class Person {
  /** What was taken, in order. */
  readonly taken: string[] = [];
  private stopping = false;
  private writing: Promise<void> = Promise.resolve();

  /** `id`: as Telegram knows him, below 1000. */
  constructor(private readonly telegram: BotApi, readonly id: number, private readonly over: AbortSignal) {}

  /** Writes one text; resolves once it was taken. */
  async write(): Promise<void> {
    const text = `person-${this.id}-${this.taken.length}`;
    await write(this.telegram, this.id, text, this.id * 100_000 + this.taken.length, this.over);
    this.taken.push(text);
  }

  /** Writes until it is stopped, with rests. */
  start(restMs: number): void {
    const run = async (): Promise<void> => {
      for (; !this.stopping; await delay(restMs)) await this.write();
    };
    this.writing = run();
  }

  /** Resolves when the last text was taken. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.writing;
  }
}
