import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { InboundEvent } from '@parley/contracts';
import { GuardedClient } from '@parley/egress';
import { ChannelCallbacks, InboxWorker, LaneReader, type LaneReaderParts, type Origin } from '@parley/integrations';
import { asAppId, newId, type AppId } from '@parley/kernel';
import { WakeUp, type Sql } from '@parley/persistence';
import { createApp, createTestDatabase, openDatabase, testKeyring, type OpenDatabase, type TestDatabase } from '@parley/testing';
import { sealSettings } from '../src/integrations/settings.js';

const SECRET = 'the-callback-secret';

/** What came of events: the event, and its app and integration. */
export interface Applied {
  readonly event: InboundEvent;
  readonly origin: Origin;
}

/** A database of its own with integrations of Telegram, a Bot API that answers nothing but `true`, callbacks, and workers that note what they apply. */
export class InboxBench {
  readonly keyring = testKeyring();
  readonly applied: Applied[] = [];
  readonly outcomes: string[] = [];
  readonly warnings: unknown[] = [];
  /** What the vendor answers to whatever it is asked. */
  answer: { readonly ok: boolean; readonly error_code?: number; readonly result?: unknown } = { ok: true, result: true };
  /** Runs in the transaction of each application, before it is noted. */
  beforeApply: (tx: Sql, event: InboundEvent) => Promise<void> = async () => undefined;
  private readonly told = new EventEmitter();
  private readonly workers: InboxWorker[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly pool: OpenDatabase,
    readonly callbacks: ChannelCallbacks,
    private readonly client: GuardedClient,
    private readonly vendorUrl: string,
    private readonly closing: () => Promise<void>,
  ) {}

  /** `vendor`: where the Bot API is instead. */
  static async open(vendorAt?: string): Promise<InboxBench> {
    const database = await createTestDatabase();
    const pool = openDatabase(database.url);
    const wakeUp = new WakeUp(pool.database, () => undefined);
    const client = new GuardedClient({ allow: ['127.0.0.0/8'] });
    const vendor = createServer((_request, response) => response.writeHead(bench.answer.error_code ?? 200).end(JSON.stringify(bench.answer))).listen(0, '127.0.0.1');
    await once(vendor, 'listening');
    const callbacks = new ChannelCallbacks(pool.database, testKeyring(), wakeUp);
    const bench: InboxBench = new InboxBench(database, pool, callbacks, client, vendorAt ?? `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`, async () => {
      vendor.closeAllConnections();
      vendor.close();
      await client.close();
      await wakeUp.close();
      await pool.close();
      await database.close();
    });
    return bench;
  }

  /** An app with an integration of Telegram. */
  async integration(): Promise<{ readonly appId: AppId; readonly id: string }> {
    const { id: appId } = await createApp(this.database);
    const id = newId();
    await this.pool.database.app(asAppId(appId)).transaction(async (tx) => {
      const sealed = await sealSettings(tx, this.keyring, { app_id: appId, id }, { token: '42:token', callbackSecret: SECRET });
      await tx.query("insert into integrations (app_id, id, type, status, sealed_settings) values ($1, $2, 'telegram', 'active', $3)", [appId, id, sealed]);
    });
    return { appId: asAppId(appId), id };
  }

  /** Sends an update as Telegram does; answers the status. */
  async tell({ appId, id }: { readonly appId: AppId; readonly id: string }, update: object, secret = SECRET): Promise<number> {
    const request = { method: 'POST', url: 'https://parley.example/', headers: { 'x-telegram-bot-api-secret-token': secret }, rawBody: Buffer.from(JSON.stringify(update)) };
    return (await this.callbacks.take(appId, id, request, async () => true)).status;
  }

  worker(concurrency = 4, more: Partial<LaneReaderParts> = {}): InboxWorker {
    const reader = new LaneReader({
      db: this.pool.database, keyring: this.keyring, client: this.client, baseUrls: new Map([['telegram', this.vendorUrl]]),
      logger: { warn: (given: unknown) => void this.warnings.push(given) } as never,
      isConflict: () => false,
      keepFile: async (_appId, { content }) => {
        const chunks: Buffer[] = [];
        for await (const chunk of content) chunks.push(chunk);
        return `https://parley.example/file?bytes=${Buffer.concat(chunks).length}`;
      },
      apply: async (tx, _appId, origin, event) => {
        await this.beforeApply(tx, event);
        await tx.query('select 1');
        this.applied.push({ event, origin });
      },
      observe: (outcome) => {
        this.outcomes.push(outcome);
        this.told.emit('outcome');
      },
      ...more,
    });
    const worker = new InboxWorker(this.pool.database, reader, { concurrency, pollMs: 50 }, { warn: (given: unknown) => void this.warnings.push(given) } as never);
    this.workers.push(worker);
    worker.start();
    return worker;
  }

  /** Resolves once so many events have had an outcome. */
  async outcomesOf(count: number): Promise<string[]> {
    while (this.outcomes.length < count) await once(this.told, 'outcome', { signal: AbortSignal.timeout(30_000) });
    return this.outcomes;
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
    await this.closing();
  }
}

/** An update with a text of somebody. */
export const update = (id: number, text: string, from = 7) => ({
  update_id: id, message: { message_id: id, date: 1_700_000_000, text, from: { id: from, is_bot: false, first_name: 'Ada' }, chat: { id: from, type: 'private' } },
});

/** What the texts of applied events are. */
export const textsOf = (applied: readonly Applied[]): (string | undefined)[] =>
  applied.map(({ event }) => (event.kind === 'message' && event.content.type === 'text' ? event.content.text : undefined));
