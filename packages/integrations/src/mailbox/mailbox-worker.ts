import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { asAppId, monotonicClock, type Logger } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import { VendorFault } from '../channels/vendor-fault.js';
import { LEASE_SECONDS } from '../lanes/cursor.js';
import { CLAIM, RELEASE, RENEW } from './mailbox.queries.js';
import type { MailboxReader } from './mailbox-reader.js';
import { MailboxLost, type HeldMailbox } from './position.js';

/** Mailboxes that are being opened at once: a worker that starts shall not log in two hundred times in a second. */
const OPENING = 20;
/** One that takes longer counts no more among them: servers that do not answer keep nobody else's from being opened. */
const OPENING_MS = 5000;
/** A mailbox that was read for so long is opened anew at once; one that is lost sooner waits as one that cannot be opened. */
const LASTED_MS = 60_000;
const LONGEST_WAIT_SECONDS = 600;
/** Providers lock accounts out that are tried with a wrong password again and again. */
const [REFUSED_SECONDS, LONGEST_REFUSED_SECONDS] = [300, 3600];

export interface MailboxOptions {
  /** Mailboxes that are read at once. */
  readonly concurrency: number;
  /** How often it is looked for mailboxes that nobody reads. */
  readonly pollMs: number;
  /** How long a mailbox is a worker's without a word from it (default 30); renewed three times meanwhile. */
  readonly leaseSeconds?: number;
  /** For how long one that is being opened keeps others from it (default 5000). */
  readonly openingMs?: number;
}

interface Reading {
  readonly held: HeldMailbox;
  readonly lost: AbortController;
  /** When it was taken. */
  readonly begun: number;
  /** When the lease was last renewed. */
  renewed: number;
  /** Since when it is open; nothing before that. */
  since?: number;
}

/** Has each mailbox read by one reader. Any number of them may run on one database. */
export class MailboxWorker {
  private readonly stopping = new AbortController();
  private readonly readings = new Map<Reading, Promise<void>>();
  private loop: Promise<void> = Promise.resolve();
  private renewedAt = monotonicClock();
  private readonly leaseSeconds: number;

  constructor(
    private readonly db: Database,
    private readonly reader: MailboxReader,
    private readonly options: MailboxOptions,
    private readonly logger: Pick<Logger, 'warn'>,
  ) {
    this.leaseSeconds = options.leaseSeconds ?? LEASE_SECONDS;
  }

  /** Begins to work. */
  start(): void {
    this.loop = this.work();
  }

  /** Takes no more mails and gives all mailboxes back, at once due; resolves when that is done, after some seconds at most. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
    for (const { lost } of this.readings.keys()) lost.abort();
    await Promise.all(this.readings.values());
  }

  private async work(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.renew();
        await this.claim();
      } catch (error) {
        this.logger.warn({ err: error }, 'mailboxes wait for the database');
      }
      await sleep(this.options.pollMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async claim(): Promise<void> {
    const openingSince = monotonicClock() - (this.options.openingMs ?? OPENING_MS);
    const opening = [...this.readings.keys()].filter(({ since, begun }) => since === undefined && begun > openingSince).length;
    const room = Math.min(this.options.concurrency - this.readings.size, OPENING - opening);
    if (room <= 0) return;
    const [token, renewed] = [randomUUID(), monotonicClock()];
    const rows = await this.db.system().query<{ app_id: string; integration_id: string; attempts: number }>(CLAIM, [token, this.leaseSeconds, room]);
    for (const { app_id: appId, integration_id: integrationId, attempts } of rows) {
      const reading: Reading = { held: { appId: asAppId(appId), integrationId, token, attempts }, lost: new AbortController(), begun: renewed, renewed };
      this.readings.set(reading, this.read(reading));
    }
  }

  /** Keeps what is read here; what is another's, or was to be read with other settings, is let go. */
  private async renew(): Promise<void> {
    const from = monotonicClock();
    const [held, due] = [[...this.readings.keys()], from - this.renewedAt >= (this.leaseSeconds * 1000) / 3];
    for (const { lost, renewed } of held) if (from - renewed > this.leaseSeconds * 1000) lost.abort();
    if (!due || held.length === 0) return;
    const columns = [held.map(({ held: { appId } }) => appId), held.map(({ held: { integrationId } }) => integrationId), held.map(({ held: { token } }) => token)];
    const rows = await this.db.system().query<{ app_id: string; integration_id: string; token: string }>(RENEW, [...columns, this.leaseSeconds]);
    const kept = new Set(rows.map(({ app_id: appId, integration_id: id, token }) => `${appId} ${id} ${token}`));
    for (const reading of held) {
      const { appId, integrationId, token } = reading.held;
      if (kept.has(`${appId} ${integrationId} ${token}`)) reading.renewed = from;
      else reading.lost.abort();
    }
    this.renewedAt = from;
  }

  private async read(reading: Reading): Promise<void> {
    const { held, lost } = reading;
    const fault = await this.reader.read(held, lost.signal, () => void (reading.since = monotonicClock())).then(() => undefined, (error: unknown) => error);
    try {
      if (!(fault instanceof MailboxLost)) await this.release(reading, fault);
    } catch (error) {
      // The lease ends by itself.
      this.logger.warn({ err: error }, 'a mailbox was not given back');
    } finally {
      this.readings.delete(reading);
    }
  }

  private async release({ held: { appId, integrationId, token, attempts }, since }: Reading, fault: unknown): Promise<void> {
    const lasted = since !== undefined && monotonicClock() - since > LASTED_MS;
    const failed = fault === undefined ? 0 : lasted ? 1 : attempts + 1;
    const code = fault === undefined ? null : fault instanceof VendorFault ? fault.code : 'unexpected';
    if (fault !== undefined && !(fault instanceof VendorFault)) this.logger.warn({ err: fault, integrationId }, 'a mailbox is not read');
    await this.db.app(appId).query(RELEASE, [appId, integrationId, token, waitAfter(failed, fault), failed, since === undefined ? code : null]);
  }
}

const waitAfter = (attempts: number, fault: unknown): number => {
  if (attempts === 0) return 0;
  if (fault instanceof VendorFault && fault.faultClass === 'auth') return Math.min(REFUSED_SECONDS * 2 ** (attempts - 1), LONGEST_REFUSED_SECONDS);
  return Math.min(2 ** (attempts - 1), LONGEST_WAIT_SECONDS);
};
