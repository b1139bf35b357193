import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { monotonicClock } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import type { KeyCache } from '../keys/key-cache.js';
import type { TenantId } from '../keys/subject.js';
import { ENTER, LEAVE, SAY_AND_ASK } from './evictions.queries.js';

/** Milliseconds between two questions. */
const ASK_MS = 1000;
/** Milliseconds that the end of a process waits for a database which does not answer. */
const LEAVE_MS = 2000;
/** Milliseconds after which a process that could not ask uses nothing that it remembers: half of what others wait for it. */
const TRUSTED_MS = 30_000;

interface News extends Record<string, unknown> {
  readonly known: boolean;
  readonly id: string | null;
  readonly tenant_id: string | null;
  readonly names: string[] | null;
}

/** What a holder of keys works with. */
export interface HolderParts {
  readonly db: Database;
  readonly cache: KeyCache;
  /** Told once that evictions cannot be read, until they can be again. */
  readonly log: (line: string) => void;
  /** Milliseconds that only go forward. */
  readonly now?: () => number;
}

/**
 * Keeps what a process remembers of keys true: asks every second which keys were destroyed, forgets them, and says so. A
 * process that could not ask for 30 s forgets everything and remembers nothing until it can: whoever destroys keys stops
 * waiting for it after 60.
 */
export class KeyHolder {
  private id: string | undefined;
  private said = '0';
  private done = '0';
  private timer: NodeJS.Timeout | undefined;
  private asking: Promise<void> = Promise.resolve();
  private closed = false;
  private told = false;
  private readonly now: () => number;

  constructor(private readonly parts: HolderParts) {
    this.now = parts.now ?? monotonicClock;
    parts.cache.trustUntil(-Infinity);
  }

  /** Nothing is remembered before the first answer. The timer keeps no process alive. */
  start(): void {
    this.asking = this.turn();
  }

  /** Asks once. Never rejects. The timer calls it; one at a time. */
  async ask(): Promise<void> {
    try {
      while (await this.askOnce()); // what was done just now is said at once
      this.told = false;
    } catch (error) {
      if (!this.told) this.parts.log(`Destroyed keys cannot be asked for; in ${TRUSTED_MS / 1000} s none is remembered any more. ${error instanceof Error ? error.message : ''}`);
      this.told = true;
    }
  }

  /** Nothing is remembered from now on; nobody waits for this process any more. */
  async stop(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    this.parts.cache.trustUntil(-Infinity);
    await Promise.race([this.leave(), delay(LEAVE_MS, undefined, { ref: false })]);
  }

  /** Where it cannot say so, others wait for it for a minute. */
  private async leave(): Promise<void> {
    await this.asking;
    if (this.id !== undefined) await this.parts.db.system().query(LEAVE, [this.id]).catch(() => undefined);
  }

  /** Nest calls it while the pool is open still. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  private async turn(): Promise<void> {
    await this.ask();
    if (!this.closed) this.timer = setTimeout(() => this.start(), ASK_MS).unref();
  }

  /** Answers whether there is something to say. */
  private async askOnce(): Promise<boolean> {
    const askedAt = this.now();
    if (this.id === undefined) await this.enter();
    else {
      const news = await this.parts.db.system().query<News>(SAY_AND_ASK, [this.id, this.done, this.said]);
      if (!news[0]?.known) return this.leaveAnotherState();
      this.said = this.done;
      for (const { id, tenant_id: tenant, names } of news) if (id !== null) this.forget(id, tenant as TenantId, names);
    }
    if (!this.closed) this.parts.cache.trustUntil(askedAt + TRUSTED_MS);
    return this.said !== this.done;
  }

  private async enter(): Promise<void> {
    const id = randomUUID();
    const [row] = await this.parts.db.system().query<{ evicted: string }>(ENTER, [id]);
    [this.id, this.done, this.said] = [id, row?.evicted ?? '0', row?.evicted ?? '0'];
  }

  private forget(id: string, tenant: TenantId, names: readonly string[] | null): void {
    if (names === null) this.parts.cache.evictTenant(tenant);
    else this.parts.cache.evict(names);
    this.done = id;
  }

  private leaveAnotherState(): boolean {
    this.parts.cache.trustUntil(-Infinity);
    this.id = undefined;
    return true;
  }
}
