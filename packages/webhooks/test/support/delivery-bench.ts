import { EventEmitter, once } from 'node:events';
import pg from 'pg';
import { GuardedClient } from '@parley/egress';
import type { AppId } from '@parley/kernel';
import { appendEvent, type Database } from '@parley/persistence';
import { createApp, createIntegration, createTestDatabase, createWebhooks, testKeyring, type ReceivedRequest, type TestDatabase } from '@parley/testing';
import type { SlotBounds } from '../../src/deliveries/lane-slots.js';
import { DeliveryWorker, type DeliveryOptions, type DeliveryResult } from '@parley/webhooks';
import { begunAttempt, type Attempt } from '../../src/deliveries/attempt.js';
import { RecordedDatabase } from './recorded-database.js';

/** Short times, so that a whole schedule passes in a second. */
const OPTIONS: DeliveryOptions = { retrySeconds: [0.1, 0.2, 0.3, 0.4], timeoutMs: 2000, concurrency: 64, leaseSeconds: 10, pollMs: 50, pauseSeconds: 0, probeSeconds: 60 };

/** What a worker without anything in hand may take; a single webhook 8, an app 16. */
export const BOUNDS: SlotBounds = { free: 64, perWebhook: 8, perApp: 16, webhooks: new Map(), apps: new Map() };

/** A database of its own, workers on it, and events to deliver. */
export class DeliveryBench {
  private readonly closing: (() => Promise<unknown>)[] = [];
  readonly keyring = testKeyring();
  readonly results: DeliveryResult[] = [];
  private readonly observed = new EventEmitter();

  private constructor(
    readonly database: TestDatabase,
    readonly db: RecordedDatabase,
  ) {}

  static async open(): Promise<DeliveryBench> {
    const database = await createTestDatabase({ madeUp: true });
    const pool = new pg.Pool({ connectionString: database.url, max: 10 });
    pool.on('error', () => undefined);
    const bench = new DeliveryBench(database, new RecordedDatabase(pool));
    bench.closing.push(() => database.close(), () => pool.end());
    return bench;
  }

  /** Starts a worker, on the bench's own connections or on others; it is stopped with the bench. */
  worker(options: Partial<DeliveryOptions> = {}, db: Database = this.db): DeliveryWorker {
    const client = new GuardedClient({ allow: ['127.0.0.0/8'], connectionsPerOrigin: 64 });
    const worker = new DeliveryWorker({
      db, keyring: this.keyring, client, logger: { warn: () => undefined }, options: { ...OPTIONS, ...options },
      observer: {
        attempted: (result) => {
          this.results.push(result);
          this.observed.emit('attempt');
        },
      },
    });
    worker.start();
    this.closing.push(async () => {
      await worker.stop(0);
      await client.close();
    });
    return worker;
  }

  /** An app with a webhook that takes messages. */
  async webhook(target: string, given: { appId?: AppId; triggers?: string[]; full?: boolean } = {}): Promise<{ appId: AppId; id: string; secret: string }> {
    const appId = given.appId ?? (await createApp(this.database)).id;
    const integration = await createIntegration(this.database, appId);
    const [webhook] = await createWebhooks(this.database, appId, [{ integrationId: integration.id, target, ...given }]);
    return { appId, ...webhook! };
  }

  /** Has the keyring remember the app's own key, as after its first delivery. */
  async remember(appId: AppId): Promise<void> {
    await this.keyring.sealOwn(this.database, appId, `app:${appId}`, []);
  }

  /** Writes events of one conversation, each in a transaction of its own, one after the other. */
  async post(appId: AppId, orderKey: string, payloads: readonly object[], type = 'conversation:message'): Promise<void> {
    for (const payload of payloads)
      await this.db.app(appId).transaction(async (tx) => {
        // The lock that a writer holds on the conversation's row.
        await tx.query('select pg_advisory_xact_lock(hashtext($1))', [orderKey]);
        await appendEvent(tx, { appId, type, orderKey, skeleton: payload, references: [], cells: [] });
      });
  }

  /** Conversations `1` to `count` of a webhook, in each an event that has long been due. */
  async wait({ appId, id }: { appId: AppId; id: string }, count: number): Promise<void> {
    await this.database.query(
      `with placed as (
         insert into webhook_deliveries (app_id, webhook_id, order_key, event_id, type, created_at, payload)
         select $1, $2, n, 'e' || n, 'conversation:message', now(), jsonb_build_object('n', n, 'conversation', n::text) from generate_series(1, $3::int) n
         returning order_key)
       insert into webhook_lanes (app_id, webhook_id, order_key, pending, next_attempt_at) select $1, $2, order_key, 1, now() from placed`,
      [appId, id, count],
    );
  }

  /** What waits, and what is kept of what died. */
  async counts(): Promise<{ outbox: number; lanes: number; deliveries: number } | undefined> {
    const rows = await this.database.query<{ outbox: number; lanes: number; deliveries: number }>(`
      select (select count(*)::int from outbox_events) as outbox, (select count(*)::int from webhook_lanes) as lanes,
             (select count(*)::int from webhook_deliveries) + (select count(*)::int from dead_deliveries) as deliveries`);
    return rows[0];
  }

  /** The results of the first `count` attempts, once they have been written down. */
  async attempts(count: number): Promise<DeliveryResult[]> {
    while (this.results.length < count) await once(this.observed, 'attempt');
    return this.results;
  }

  async close(): Promise<void> {
    for (const close of this.closing.reverse()) await close();
  }
}

/** An attempt that was answered so. */
export const made = (status = 200): Attempt => ({ ...begunAttempt(1), milliseconds: 1, outcome: { kind: 'answered', status } });

interface Envelope {
  readonly app: { id: string };
  readonly webhook: { id: string; version: string };
  readonly events: { id: string; createdAt: string; type: string; payload: { n: number; conversation: string } }[];
}

export const envelopeOf = (request: ReceivedRequest): Envelope => request.body as Envelope;
export const eventOf = (request: ReceivedRequest) => envelopeOf(request).events[0]!;
/** The numbers of a conversation's events in the order of arrival. */
export const numbers = (received: readonly ReceivedRequest[], conversation: string): number[] =>
  received.map(eventOf).filter(({ payload }) => payload.conversation === conversation).map(({ payload }) => payload.n);
export const events = (conversation: string, count: number) => Array.from({ length: count }, (_, n) => ({ n, conversation }));
