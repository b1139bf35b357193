import { setTimeout as sleep } from 'node:timers/promises';
import { Eraser, replayErasures, type EraserParts } from '@parley/erasure';
import { monotonicClock, type Logger } from '@parley/kernel';

/** How often is looked for what is due, and for what an older copy of the database has forgotten. */
const [LOOK_MS, REPLAY_MS] = [2000, 300_000];
/** Erasures at once: each waits for transactions and for other processes to forget keys. */
const AT_ONCE = 4;

/** Carries out erasures while the worker runs: first what the ledger says and the database does not know, then what is due. */
export class ErasureRunner {
  private readonly stopping = new AbortController();
  private running: Promise<unknown> = Promise.resolve();
  private readonly eraser: Eraser;

  constructor(
    private readonly parts: EraserParts,
    private readonly logger: Pick<Logger, 'warn'>,
  ) {
    this.eraser = new Eraser(parts);
  }

  start(): void {
    this.running = this.run();
  }

  /** Begins nothing more, and leaves what runs at a point where another goes on. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    let replayAt = -Infinity;
    while (!signal.aborted) {
      try {
        if (monotonicClock() >= replayAt) {
          await this.replay(signal);
          replayAt = monotonicClock() + REPLAY_MS;
        }
        await Promise.all(Array.from({ length: AT_ONCE }, () => this.carryOutAll(signal)));
      } catch (error) {
        if (!signal.aborted) this.logger.warn({ err: error }, 'erasures wait');
      }
      await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private async replay(signal: AbortSignal): Promise<void> {
    const replayed = await replayErasures(this.parts, signal);
    if (replayed > 0) this.logger.warn({ erasures: replayed }, 'the database is older than its ledger of erasures: they are done again');
  }

  private async carryOutAll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && (await this.eraser.next(signal)) !== undefined);
  }
}
