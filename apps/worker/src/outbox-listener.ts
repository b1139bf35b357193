import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@parley/kernel';
import { connectionOptions, endClient } from '@parley/persistence';
import pg from 'pg';

/** The channel that `WakeUp` (packages/persistence) notifies. */
const CHANNEL = 'parley_outbox';
const [FIRST_WAIT_MS, LONGEST_WAIT_MS, ANSWER_MS] = [100, 5000, 5000];

/** Hears the API's wake-ups on a connection of its own, and finds it again after any outage. */
export class OutboxListener {
  private readonly stopping = new AbortController();
  private loop: Promise<void> = Promise.resolve();
  private client: pg.Client | undefined;

  constructor(
    private readonly databaseUrl: string,
    private readonly onWake: () => void,
    private readonly logger: Pick<Logger, 'warn'>,
  ) {}

  start(): void {
    this.loop = this.listen();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    if (this.client) await endClient(this.client);
    await this.loop;
  }

  private async listen(): Promise<void> {
    const { signal } = this.stopping;
    for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      const heard = await this.connection().then(() => true, (error: unknown) => {
        if (!signal.aborted) this.logger.warn({ err: error }, 'no wake-ups until the database is back');
        return false;
      });
      if (heard) wait = FIRST_WAIT_MS;
      if (!signal.aborted) await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Resolves when a connection that was listening has ended. */
  private async connection(): Promise<void> {
    const client = new pg.Client({
      ...connectionOptions(), connectionString: this.databaseUrl, connectionTimeoutMillis: ANSWER_MS, query_timeout: ANSWER_MS, application_name: 'parley listener',
    });
    this.client = client;
    const ended = new Promise<void>((resolve) => {
      client.on('end', () => resolve());
      client.on('error', () => resolve());
    });
    client.on('notification', this.onWake);
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      // What was signalled meanwhile went unheard.
      this.onWake();
      await ended;
    } finally {
      await endClient(client);
    }
  }
}
