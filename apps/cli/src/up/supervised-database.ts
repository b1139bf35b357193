import { startPostgres, type EmbeddedPostgres } from '@parley/postgres';
import { setTimeout as delay } from 'node:timers/promises';
import { complain, line } from '../report.js';

const RETRY_MS = 2000;

/** The embedded server, started again on its port when it ends by itself: the apps' URLs stay right. */
export class SupervisedDatabase {
  private stopping = false;
  private restarting: Promise<void> = Promise.resolve();

  constructor(
    private readonly folder: string,
    private server: EmbeddedPostgres,
  ) {
    this.watch();
  }

  /** Stops it after the sessions have ended; at once when `hurry`. */
  async stop(hurry = false): Promise<void> {
    this.stopping = true;
    await this.restarting;
    await this.server.stop(hurry);
  }

  private watch(): void {
    void this.server.exited.then(() => {
      if (this.stopping) return;
      complain('The embedded database ended and is started again');
      this.restarting = this.restart();
    });
  }

  private async restart(): Promise<void> {
    while (!this.stopping) {
      try {
        this.server = await startPostgres(this.folder, this.server.port);
        this.watch();
        return;
      } catch (error) {
        complain(line(error));
        await delay(RETRY_MS);
      }
    }
  }
}
