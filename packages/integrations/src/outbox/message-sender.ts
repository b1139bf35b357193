import type { ClientType } from '@parley/contracts';
import { CryptoFault, type Keyring } from '@parley/crypto-at-rest';
import type { GuardedClient } from '@parley/egress';
import { wallClock, type AppId, type Logger } from '@parley/kernel';
import type { Database, Sql } from '@parley/persistence';
import type { Outbound, OutboundMessage, Sending } from '../channels/outbound.js';
import { channelOf } from '../channels/registry.js';
import { vendorCalls } from '../channels/vendor-calls.js';
import { VendorFault } from '../channels/vendor-fault.js';
import { keepChoices } from '../choices/choices.js';
import { openOneSettings } from '../integrations/settings.js';
import type { RateLimits } from '../rates/rate-limits.js';
import { openExternalIds, sealExternalIds } from './external-ids.js';
import { failureOf, judge, type Failure } from './fault-verdict.js';
import { noteFault } from './integration-fault.js';
import { noteStatus, type Found } from './integration-status.js';
import { openForChannel, type StoredFiles } from './stored-files.js';
import { advance, begin, settle, stall, type OutboxHead, type OutboxLane } from './outbox-lanes.js';

/** A message in the queue, by names. */
export interface Queued {
  readonly conversationId: string;
  readonly messageId: string;
  readonly clientId: string;
}

/** Which integration carries it. */
export interface Destined {
  readonly integrationId: string;
  readonly type: Exclude<ClientType, 'sdk'>;
}

/** What is to be said, and to whom. */
export interface Outgoing {
  readonly recipient: string;
  /** The channel's own id of him, by which alone his answers may come. */
  readonly userId?: string;
  /** Whether he wants to hear no more. */
  readonly blocked: boolean;
  readonly message: OutboundMessage;
}

export interface MessageSenderParts {
  readonly db: Database;
  readonly keyring: Keyring;
  readonly client: GuardedClient;
  readonly logger: Pick<Logger, 'warn'>;
  /** Base URLs of vendors that lie elsewhere, by the channel's name. */
  readonly baseUrls: ReadonlyMap<string, string>;
  /** What a queued message says, and with `thread` what it answers; nothing where there is nothing to send any more. */
  readonly open: (appId: AppId, queued: Queued, wanted: { readonly thread: boolean }) => Promise<Outgoing | undefined>;
  /** The files of messages, where they are kept here. */
  readonly files: StoredFiles;
  /** When requests may go. */
  readonly limits: RateLimits;
  /**
   * Keeps what a channel calls a part that it took of a message of which others are to go, in the transaction that writes down that it
   * did. Answers whether the rest is to go: not where the channel has told that a part did not arrive.
   */
  readonly partTaken: (tx: Sql, appId: AppId, destined: Destined, queued: Queued, externalIds: readonly string[]) => Promise<boolean>;
  /** Tells that a channel took a message, in the transaction that takes it out of the queue; locks the conversation first. */
  readonly carried: (tx: Sql, appId: AppId, destined: Destined, queued: Queued, told: { readonly externalIds: readonly string[]; readonly isFinal: boolean }) => Promise<void>;
  /** Tells that it did not. As `carried`. */
  readonly undelivered: (tx: Sql, appId: AppId, destined: Destined, queued: Queued, told: Failure & { readonly externalIds: readonly string[] }) => Promise<void>;
  /** Is told of messages: sent, dropped, retried, or failed by the code. */
  readonly observe: (outcome: string) => void;
}

/** When a lane's head is tried again, in seconds, where it is, and whether this was an attempt at it; else whether the lane has ended with it. */
export interface Tried {
  readonly dueIn?: number;
  readonly counts?: boolean;
  readonly ended?: boolean;
}

/** A message on its way. */
interface Underway {
  readonly lane: OutboxLane;
  readonly head: OutboxHead;
  readonly outbound: Outbound;
  readonly queued: Queued;
  readonly destined: Destined;
  /** The vendor's ids of what it took. */
  readonly externalIds: string[];
}

/** How the requests of a message ended: also before all were made, for the lane to come again in some milliseconds, or because the channel told meanwhile that one had not arrived. */
type Ended = 'taken' | 'failed' | { readonly comeIn: number } | VendorFault;

/**
 * Says the message at a lane's head, each of its requests once: that one is about to go is written down before, so whoever finds it
 * begun and its outcome nowhere knows that the vendor may have it.
 */
export class MessageSender {
  /** Until when an integration's vendor wants to hear nothing, in milliseconds since 1970. */
  private readonly heldBack = new Map<string, number>();

  constructor(private readonly parts: MessageSenderParts) {}

  /** `attempt` counts from 1. Raises LaneLost. */
  async send(lane: OutboxLane, head: OutboxHead, attempt: number, signal: AbortSignal): Promise<Tried> {
    const { appId, integrationId, conversationId } = lane;
    const { db, keyring } = this.parts;
    const queued = { conversationId, messageId: head.message_id, clientId: head.client_id };
    const outbound = head.type === null ? undefined : channelOf(head.type)?.outbound;
    const outgoing = outbound && (await this.parts.open(appId, queued, { thread: outbound.threads ?? false }));
    if (!outbound || !outgoing) return this.drop(lane, head);
    const externalIds = await openExternalIds(keyring, db.app(appId), lane, head);
    const underway = { lane, head, outbound, queued, externalIds, destined: { integrationId, type: head.type as Destined['type'] } };
    if (head.begun && !outbound.idempotent) return this.fail(underway, failureOf('unknown'));
    if (outgoing.blocked) return this.fail(underway, failureOf('user_blocked'));
    const wait = ((this.heldBack.get(integrationId) ?? 0) - wallClock()) / 1000;
    if (wait > 0) return { dueIn: wait };
    const ended = await this.request(underway, outgoing, signal);
    if (ended === 'failed') return this.drop(lane, head);
    if (ended !== 'taken' && !(ended instanceof VendorFault)) return { dueIn: ended.comeIn / 1000 };
    return ended === 'taken' ? this.taken(underway) : this.refused(underway, ended, attempt);
  }

  /** Makes the requests that are left. */
  private async request(underway: Underway, { recipient, userId = recipient, message }: Outgoing, signal: AbortSignal): Promise<Ended> {
    const { lane, head, outbound, destined, externalIds } = underway;
    const { db, keyring, files } = this.parts;
    const sql = db.app(lane.appId);
    try {
      const sending = await this.sending(lane, head, recipient);
      const { parts, choices } = await this.judged('content_rejected', async () => outbound.plan({ ...message, isStored: (mediaUrl) => files.has(lane.appId, mediaUrl) }));
      if (choices.length > 0 && head.parts_done === 0)
        for (const externalId of new Set([recipient, userId])) await keepChoices(keyring, sql, { appId: lane.appId, integrationId: lane.integrationId, externalId }, lane.conversationId, choices);
      for (const [index, part] of [...parts.entries()].slice(head.parts_done)) {
        if (signal.aborted) return { comeIn: 0 };
        const comeIn = this.parts.limits.wait(destined.type, { lane: lane.conversationId, integrationId: lane.integrationId, recipient });
        if (comeIn > 0) return { comeIn };
        await begin(sql, lane, head);
        const sent = await this.judged('unknown', () => outbound.send(part, sending));
        externalIds.push(...sent.externalIds);
        if (index < parts.length - 1 && !(await this.partTaken(underway, sent.externalIds))) return 'failed';
      }
      return 'taken';
    } catch (error) {
      if (error instanceof VendorFault) return error;
      throw error;
    }
  }

  /** Receipts find a part as soon as it is written down that it was taken. */
  private async partTaken({ lane, head, destined, queued, externalIds }: Underway, taken: readonly string[]): Promise<boolean> {
    const sql = this.parts.db.app(lane.appId);
    const cell = await sealExternalIds(this.parts.keyring, sql, lane, head, externalIds);
    return sql.transaction(async (tx) => {
      const goesOn = await this.parts.partTaken(tx, lane.appId, destined, queued, taken);
      await advance(tx, lane, head, cell);
      return goesOn;
    });
  }

  /** There is nothing more to send, and nothing to tell. */
  private async drop(lane: OutboxLane, head: OutboxHead): Promise<Tried> {
    this.parts.observe('dropped');
    return { ended: await settle(this.parts.db.app(lane.appId), lane, head) };
  }

  private async taken(underway: Underway): Promise<Tried> {
    const { lane, head, outbound, externalIds } = underway;
    const tried = await this.end(underway, 'sent', (tx) => this.parts.carried(tx, lane.appId, underway.destined, underway.queued, { externalIds, isFinal: !outbound.receipts }));
    if (head.status === 'error') await this.note(lane, head, 'active', 'accepted');
    return tried;
  }

  private async refused(underway: Underway, fault: VendorFault, attempt: number): Promise<Tried> {
    const { lane, head, outbound } = underway;
    const verdict = judge(fault, { attempt, ageMs: wallClock() - head.queued_at.getTime(), idempotent: outbound.idempotent });
    await noteFault(this.parts.db.app(lane.appId), lane.appId, { integrationId: lane.integrationId, sealedSettings: head.sealed_settings }, fault);
    if (fault.faultClass === 'auth') await this.note(lane, head, 'error', fault.code);
    if (verdict.kind === 'fail') return this.fail(underway, verdict.failure);
    await stall(this.parts.db.app(lane.appId), lane, head);
    if (fault.faultClass === 'rate_limited' && !fault.isOfRecipient) this.heldBack.set(lane.integrationId, wallClock() + verdict.seconds * 1000);
    this.parts.observe('retried');
    return { dueIn: verdict.seconds, counts: true };
  }

  private note({ appId, integrationId }: OutboxLane, { sealed_settings: sealedSettings }: OutboxHead, status: Found['status'], code: string): Promise<void> {
    return noteStatus(this.parts.db.app(appId), appId, { integrationId, sealedSettings, status, code });
  }

  private fail(underway: Underway, failure: Failure): Promise<Tried> {
    const { lane, destined, queued, externalIds } = underway;
    return this.end(underway, failure.code, (tx) => this.parts.undelivered(tx, lane.appId, destined, queued, { ...failure, externalIds }));
  }

  private async end({ lane, head }: Underway, outcome: string, tell: (tx: Sql) => Promise<void>): Promise<Tried> {
    const ended = await this.parts.db.app(lane.appId).transaction(async (tx) => {
      await tell(tx);
      return settle(tx, lane, head);
    });
    this.parts.observe(outcome);
    return { ended };
  }

  /** Settings that cannot be read any more are credentials that are gone. */
  private async sending({ appId, integrationId, conversationId }: OutboxLane, { type, sealed_settings: cell }: OutboxHead, recipient: string): Promise<Sending> {
    const { db, keyring, client, baseUrls, files } = this.parts;
    const settings = await openOneSettings(db.app(appId), keyring, { app_id: appId, id: integrationId, sealed_settings: cell }).catch((error: unknown) => {
      throw error instanceof CryptoFault ? new VendorFault('auth', error.code, undefined, { cause: error }) : error;
    });
    const baseUrl = baseUrls.get(type ?? '') ?? channelOf(type ?? '')?.baseUrl ?? '';
    return { recipient, integrationId, conversationId, settings, calls: vendorCalls(client, baseUrl), file: (mediaUrl) => openForChannel(files, appId, mediaUrl) };
  }

  /** Whatever else a channel's code raises is a fault of ours, which must not hold a conversation back for ever. */
  private async judged<Value>(otherwise: 'content_rejected' | 'unknown', work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof VendorFault) throw error;
      this.parts.logger.warn({ err: error }, 'a channel failed at a message');
      throw new VendorFault(otherwise, 'unexpected', undefined, { cause: error });
    }
  }
}
