import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Content } from '@parley/contracts';
import { GuardedClient } from '@parley/egress';
import { LaneSender, OutboxWorker, RateLimits, type Destined, type Outgoing, type Queued } from '@parley/integrations';
import { asAppId, newId, type AppId } from '@parley/kernel';
import { createApp, createTestDatabase, openDatabase, testKeyring, type OpenDatabase, type TestDatabase } from '@parley/testing';
import type { Rates } from '../src/rates/rate-limits.js';
import { sealSettings } from '../src/integrations/settings.js';

/** An integration of Telegram, and an app. */
export interface Bot {
  readonly appId: AppId;
  readonly id: string;
  readonly token: string;
}

/** What was told of a message. */
export interface Told {
  readonly messageId: string;
  readonly destined: Destined;
  readonly code?: string;
  readonly externalIds: readonly string[];
}

/** A call of the Bot API. */
export interface Call {
  readonly token: string;
  readonly method: string;
  readonly body: { readonly chat_id: string; readonly text: string; readonly reply_markup?: unknown };
}

/** How the Bot API answers a call; nothing for as it does when all is well. */
export type Behaviour = (call: Call, response: ServerResponse) => Promise<boolean> | boolean;

/** A database of its own, a Bot API on loopback, and workers that note what they tell. */
export class OutboxBench {
  readonly keyring = testKeyring();
  readonly calls: Call[] = [];
  readonly told: Told[] = [];
  /** Parts that were taken while others were to go. */
  readonly parts: { readonly messageId: string; readonly externalIds: readonly string[] }[] = [];
  readonly outcomes: string[] = [];
  readonly warnings: unknown[] = [];
  /** Answers whether it has answered a call. */
  behaviour: Behaviour = () => false;
  /** Whether the rest of a message goes once a part was taken. */
  goesOn: (messageId: string) => boolean = () => true;
  /** How fast bots may be asked; nothing for as fast as it goes. */
  rates: Rates = {};
  /** The clock by which they are, in milliseconds. */
  now = 0;
  /** What messages say, by their ids; one that is not here is gone. */
  readonly messages = new Map<string, Outgoing>();
  private readonly happened = new EventEmitter();
  private readonly workers: OutboxWorker[] = [];
  private readonly closing: (() => Promise<void>)[] = [];
  private vendorUrl = '';

  private constructor(readonly database: TestDatabase, readonly pool: OpenDatabase, private readonly client: GuardedClient) {}

  static async open(): Promise<OutboxBench> {
    const database = await createTestDatabase();
    const bench = new OutboxBench(database, openDatabase(database.url), new GuardedClient({ allow: ['127.0.0.0/8'] }));
    const vendor = createServer((request, response) => void bench.answer(request, response).catch(() => response.destroy())).listen(0, '127.0.0.1');
    await once(vendor, 'listening');
    bench.vendorUrl = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`;
    bench.closing.push(async () => (vendor.closeAllConnections(), void vendor.close()));
    return bench;
  }

  async bot(): Promise<Bot> {
    const { id: appId } = await createApp(this.database);
    const [id, token] = [newId(), `42:${newId()}`];
    await this.pool.database.app(asAppId(appId)).transaction(async (tx) => {
      const sealed = await sealSettings(tx, this.keyring, { app_id: appId, id }, { token });
      await tx.query("insert into integrations (app_id, id, type, status, sealed_settings) values ($1, $2, 'telegram', 'active', $3)", [appId, id, sealed]);
    });
    return { appId: asAppId(appId), id, token };
  }

  /** A conversation with a key of its own; no row is needed of it here. */
  async conversation({ appId }: Bot): Promise<string> {
    const id = newId();
    await this.pool.database.app(appId).transaction((tx) => this.keyring.create(tx, appId, [{ subject: `conversation:${id}`, items: [] }]));
    return id;
  }

  /** Puts messages into a queue, as the statement that posts does; answers the messages' ids. */
  async say({ appId, id }: Bot, conversationId: string, said: readonly (string | Content)[], { recipient = '7', blocked = false, userId }: { readonly recipient?: string; readonly blocked?: boolean; readonly userId?: string } = {}): Promise<string[]> {
    const ids = said.map((one) => {
      const messageId = newId();
      this.messages.set(messageId, { recipient, blocked, ...(userId !== undefined && { userId }), message: { id: messageId, content: typeof one === 'string' ? { type: 'text', text: one } : one } });
      return messageId;
    });
    for (const messageId of ids) {
      await this.database.query('insert into channel_outbox (app_id, integration_id, conversation_id, message_id, client_id) values ($1, $2, $3, $4, $5)', [appId, id, conversationId, messageId, newId()]);
      await this.database.query(`insert into channel_outbox_lanes (app_id, integration_id, conversation_id, queued, next_attempt_at) values ($1, $2, $3, 1, now())
        on conflict (app_id, integration_id, conversation_id) do update set queued = channel_outbox_lanes.queued + 1`, [appId, id, conversationId]);
    }
    for (const worker of this.workers) worker.wake();
    return ids;
  }

  worker(concurrency = 4): OutboxWorker {
    const note = (destined: Destined, { messageId }: Queued, { code, externalIds }: { code?: string; externalIds: readonly string[] }) => {
      this.told.push({ messageId, destined, externalIds: [...externalIds], ...(code !== undefined && { code }) });
    };
    const logger = {
      warn: (given: unknown) => {
        this.warnings.push(given);
        this.happened.emit('any');
      },
    } as never;
    const sender = new LaneSender({
      db: this.pool.database, keyring: this.keyring, client: this.client, baseUrls: new Map([['telegram', this.vendorUrl]]), logger,
      limits: new RateLimits(() => this.rates, () => this.now),
      files: { has: () => false, open: () => Promise.reject(new Error('nothing is stored')) },
      open: async (_appId, { messageId }) => this.messages.get(messageId),
      partTaken: async (_tx, _appId, _destined, { messageId }, externalIds) => {
        this.parts.push({ messageId, externalIds: [...externalIds] });
        return this.goesOn(messageId);
      },
      carried: async (_tx, _appId, destined, queued, told) => note(destined, queued, told),
      undelivered: async (_tx, _appId, destined, queued, told) => note(destined, queued, told),
      observe: (outcome) => {
        this.outcomes.push(outcome);
        this.happened.emit('any');
      },
    });
    const worker = new OutboxWorker(this.pool.database, sender, { concurrency, pollMs: 50 }, logger);
    this.workers.push(worker);
    worker.start();
    return worker;
  }

  /** Resolves once it holds; looked at after each outcome, call and warning. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await once(this.happened, 'any', { signal: AbortSignal.timeout(30_000) });
  }

  /** Has every lane due now. */
  due(): Promise<unknown> {
    return this.database.query('update channel_outbox_lanes set next_attempt_at = now() where leased_by is null');
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
    for (const close of this.closing) await close();
    await this.client.close();
    await this.pool.close();
    await this.database.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, token = '', method = ''] = /^\/bot([^/]+)\/(.+)$/.exec(request.url ?? '') ?? [];
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const call = { token, method, body: JSON.parse(Buffer.concat(chunks).toString()) as Call['body'] };
    this.calls.push(call);
    this.happened.emit('any');
    if (!(await this.behaviour(call, response))) response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ok: true, result: { message_id: this.calls.length } }));
  }
}

/** A refusal of the Bot API. */
export const refuse = (response: ServerResponse, code: number, parameters?: object): boolean => {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify({ ok: false, error_code: code, description: 'No', ...(parameters && { parameters }) }));
  return true;
};
