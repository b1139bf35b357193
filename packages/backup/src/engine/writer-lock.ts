import { setTimeout as delay } from 'node:timers/promises';
import { connectionOptions, endClient } from '@parley/persistence';
import pg from 'pg';
import { BackupFault } from '../backup-fault.js';
import type { WriterLease } from '../zones/s3/fenced-zone.js';

/** One for each database: whoever has it writes the database's backups. */
const LOCK = 7_270_391_002;
/** How often somebody who waits asks, and a holder makes sure, in milliseconds. */
const [WAIT_MS, LOOK_MS] = [2000, 5000];

/** The right to write backups, which one connection to the database holds for as long as it lasts. */
export class WriterLock implements WriterLease {
  readonly since = performance.now();
  private readonly ended = Promise.withResolvers<never>();
  private readonly timer = setInterval(() => void this.requireHeld().catch(() => undefined), LOOK_MS);

  private constructor(private readonly client: pg.Client) {
    client.on('end', () => this.lose());
    this.lost.catch(() => undefined);
  }

  /** Waits until nobody else has it. Rejects when the database does not answer, or with the signal's reason. */
  static async take(url: string, signal: AbortSignal): Promise<WriterLock> {
    const client = new pg.Client({ connectionString: url, application_name: 'parley backup writer', ...connectionOptions() });
    client.on('error', () => undefined);
    try {
      await client.connect();
      for (;;) {
        signal.throwIfAborted();
        const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [LOCK]);
        if (rows[0]?.taken === true) return new WriterLock(client);
        await delay(WAIT_MS, undefined, { signal });
      }
    } catch (error) {
      await endClient(client);
      throw error;
    }
  }

  /** Rejects with BackupFault `fenced` once the connection is gone, and with it the lock. */
  get lost(): Promise<never> {
    return this.ended.promise;
  }

  async requireHeld(): Promise<void> {
    try {
      await this.client.query('select 1');
    } catch {
      this.lose();
    }
    await Promise.race([this.lost, Promise.resolve()]);
  }

  async release(): Promise<void> {
    clearInterval(this.timer);
    await endClient(this.client);
  }

  private lose(): void {
    clearInterval(this.timer);
    this.ended.reject(new BackupFault('fenced', 'The lock of who writes backups was lost with its connection'));
  }
}
