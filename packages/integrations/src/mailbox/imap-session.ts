import { setTimeout as sleep } from 'node:timers/promises';
import type { GuardedClient } from '@parley/egress';
import type { FetchMessageObject, ImapFlow, MailboxObject } from 'imapflow';
import { VendorFault } from '../channels/vendor-fault.js';
import { imapFault } from './imap-faults.js';
import { imapConnection } from './imap-flow.js';
import type { MailboxAccess } from './mailbox-access.js';

/** How long servers are waited for, in milliseconds. */
export interface ImapTimes {
  /** For whatever is asked, and for a connection at most. */
  readonly answerMs: number;
  /** Until IDLE is begun anew: RFC 2177 has servers end it after 30 minutes, routers sooner. */
  readonly idleMs: number;
  /** Between two looks where a server has no IDLE. */
  readonly pollMs: number;
}

const TIMES: ImapTimes = { answerMs: 90_000, idleMs: 600_000, pollMs: 60_000 };

/** For a connection alone: who is not there shall not keep the others from being opened. */
const CONNECT_MS = 15_000;

/** What a session may still do once it is to end, in milliseconds. */
const GRACE_MS = 2000;

/** How fast a mail has to come, in bytes a millisecond, beside the time for an answer: who sends a byte now and then holds memory that others wait for. */
const SLOWEST = 64;

/** What a server says at most in one answer, beside a mail: the numbers of 100,000 mails are 1 MiB. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;
const MAX_TOKENS = 200_000;

/** What a mail is known by before it is loaded. */
export type MailHead = FetchMessageObject;

/** An open mailbox. What it raises are VendorFaults. */
export class ImapSession {
  private rung = false;
  private ring: () => void = () => undefined;
  private hasIdle: boolean;

  private constructor(private readonly flow: ImapFlow, private readonly mailbox: MailboxObject, private readonly times: ImapTimes) {
    this.hasIdle = flow.capabilities.has('IDLE');
  }

  /** Connects, logs in and opens the mailbox. It ends with `signal`, after a moment for what is under way. `maxBytes`: of one mail. */
  static async open(client: GuardedClient, access: MailboxAccess, { signal, maxBytes, times = TIMES }: { readonly signal: AbortSignal; readonly maxBytes: number; readonly times?: ImapTimes }): Promise<ImapSession> {
    const { flow, socket } = await imapConnection(client, access, { connect: Math.min(CONNECT_MS, times.answerMs), greeting: times.answerMs, silence: times.answerMs }, {
      disableAutoEnable: true, disableCompression: true, clientInfo: { name: 'Parley' },
      maxLineLength: MAX_LINE_BYTES, maxLiteralSize: maxBytes + 1, maxResponseSize: maxBytes + MAX_LINE_BYTES, maxResponseTokens: MAX_TOKENS,
    });
    const end = (): void => {
      setTimeout(() => flow.close(), GRACE_MS).unref();
    };
    signal.addEventListener('abort', end, { once: true });
    flow.once('close', () => signal.removeEventListener('abort', end));
    try {
      signal.throwIfAborted();
      await flow.connect();
      const session = new ImapSession(flow, await flow.mailboxOpen(access.mailbox), times);
      flow.on('exists', () => session.wake());
      flow.once('close', () => session.wake());
      signal.addEventListener('abort', () => session.wake(), { once: true });
      return session;
    } catch (error) {
      flow.close();
      socket.destroy();
      throw imapFault(error);
    }
  }

  /** Numbers of mails mean the same as long as this does not change. */
  get numbering(): string {
    return String(this.mailbox.uidValidity);
  }

  /** The number of the newest mail at least; the server may have none of it any more. */
  async lastUid(): Promise<number> {
    const { uidNext } = this.mailbox;
    if (uidNext) return uidNext - 1;
    return (await this.newest())?.uid ?? 0;
  }

  /** The mail at the mailbox's end. */
  async newest(): Promise<MailHead | undefined> {
    if (this.mailbox.exists === 0) return undefined;
    return (await this.asked(this.flow.fetchOne('*', { uid: true, internalDate: true }))) || undefined;
  }

  /** Numbers of mails above one, or that came on a day or after it, in their order. */
  async numbers(wanted: { readonly above: number } | { readonly since: Date }): Promise<number[]> {
    const above = 'above' in wanted ? wanted.above : 0;
    const found = await this.asked(this.flow.search('above' in wanted ? { uid: `${above + 1}:*` } : { since: wanted.since }, { uid: true }));
    if (!found) throw new VendorFault('temporary', 'refused');
    // Where there is nothing above, `n:*` is the last one.
    return found.filter((uid) => uid > above).sort((one, other) => one - other);
  }

  /** What some are known by; of those that are gone nothing. */
  heads(uids: readonly number[]): Promise<MailHead[]> {
    return this.asked(this.flow.fetchAll(uids.join(','), { uid: true, size: true, internalDate: true, envelope: true, flags: true }, { uid: true }));
  }

  /** The first bytes of one, as it came; undefined where it is gone. It stays unread. A server that takes too long over them is left. */
  async bytes(uid: number, maxBytes: number): Promise<Buffer | undefined> {
    const clock = setTimeout(() => this.flow.close(), this.times.answerMs + maxBytes / SLOWEST);
    try {
      const found = await this.asked(this.flow.fetchOne(String(uid), { source: { start: 0, maxLength: maxBytes } }, { uid: true }));
      return found ? found.source : undefined;
    } finally {
      clearTimeout(clock);
    }
  }

  /** Marks mails as read; where the mailbox cannot be written, nothing is. */
  async markRead(uids: readonly number[]): Promise<void> {
    if (uids.length > 0 && this.mailbox.readOnly !== true) await this.asked(this.flow.messageFlagsAdd(uids.join(','), ['\\Seen'], { uid: true }));
  }

  /** Until there may be new mails, the time is over, or the session ends. */
  async changed(): Promise<void> {
    const bell = new Promise<void>((resolve) => (this.ring = resolve));
    if (!this.rung) {
      const over = new AbortController();
      const clock = sleep(this.hasIdle ? this.times.idleMs : this.times.pollMs, undefined, { signal: over.signal }).catch(() => undefined);
      await Promise.race([bell, clock, ...(this.hasIdle ? [this.idle()] : [])]);
      over.abort();
    }
    this.rung = false;
    // Also what ends IDLE, and what a server without it tells of new mails after.
    await this.asked(this.flow.noop());
  }

  /** Says goodbye, for a moment at most. */
  async close(): Promise<void> {
    if (this.flow.usable) await Promise.race([this.flow.logout().catch(() => undefined), sleep(GRACE_MS, undefined, { ref: false })]);
    this.flow.close();
  }

  private async idle(): Promise<void> {
    // A server that offers it and refuses it is asked again and again instead.
    if ((await this.flow.idle().catch(() => undefined)) === false) this.hasIdle = false;
  }

  private wake(): void {
    this.rung = true;
    this.ring();
  }

  private asked<T>(answer: Promise<T>): Promise<T> {
    return answer.catch((error: unknown) => Promise.reject(imapFault(error)));
  }
}
