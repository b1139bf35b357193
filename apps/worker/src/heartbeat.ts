import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import type { Logger } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import { beat, HEARTBEAT_MS, stopBeating } from '@parley/platform';

/** Says in the database that this worker is alive, for the API's readiness. */
export class Heartbeat {
  private readonly id = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly logger: Pick<Logger, 'warn'>,
  ) {}

  start(): void {
    this.running = this.beat();
    this.timer = setInterval(() => {
      // One at a time: a database that hangs gathers no beats.
      this.running = this.running.then(() => this.beat());
    }, HEARTBEAT_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
    await stopBeating(this.db, this.id).catch(() => undefined);
  }

  private async beat(): Promise<void> {
    await beat(this.db, this.id).catch((error: unknown) => this.logger.warn({ err: error }, 'heartbeat not written'));
  }
}
