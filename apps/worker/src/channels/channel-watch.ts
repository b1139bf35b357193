import { setTimeout as delay } from 'node:timers/promises';
import { channelState, type ChannelState } from '@parley/integrations';
import { monotonicClock } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import { channelHealth, type ChannelHealth } from './channel-health.js';

const LOOK_MS = 10_000;

/** Looks every ten seconds how channels do, for this worker's health and its metrics: who asks for those waits for no database. */
export class ChannelWatch {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private last: { readonly state: ChannelState; readonly at: number } | undefined;
  private isFresh = false;

  constructor(
    private readonly db: Database,
    private readonly behindSeconds: number,
    private readonly clock: () => number = monotonicClock,
  ) {}

  /** What was seen last; nothing where the last look failed. */
  get seen(): ChannelState | undefined {
    return this.isFresh ? this.last?.state : undefined;
  }

  /** How channels are; undefined until the database was asked. */
  health(): ChannelHealth | undefined {
    return this.last && channelHealth(this.last.state, (this.clock() - this.last.at) / 1000, this.behindSeconds);
  }

  start(): void {
    this.running = this.run(this.stopping.signal);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** While the database is away, what was seen last is kept, and grows older. */
  async look(): Promise<void> {
    const state = await channelState(this.db.system()).catch(() => undefined);
    this.isFresh = state !== undefined;
    if (state) this.last = { state, at: this.clock() };
  }

  private async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.look();
      await delay(LOOK_MS, undefined, { signal }).catch(() => undefined); // it is over
    }
  }
}
