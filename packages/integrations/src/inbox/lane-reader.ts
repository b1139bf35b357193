import type { ClientType, InboundEvent } from '@parley/contracts';
import { CryptoFault, type Keyring } from '@parley/crypto-at-rest';
import type { GuardedClient } from '@parley/egress';
import { AppError, BadRequestErrors, type AppId, type Logger } from '@parley/kernel';
import type { Database, Sql } from '@parley/persistence';
import { UnreadableEvent, type Channel, type Receiving } from '../channels/channel.js';
import { channelOf } from '../channels/registry.js';
import { heard, located, vendorCalls } from '../channels/vendor-calls.js';
import { VendorFault, type FaultClass } from '../channels/vendor-fault.js';
import { findChoice } from '../choices/choices.js';
import { meant } from '../choices/meant.js';
import { openOneSettings } from '../integrations/settings.js';
import { Slots } from '../lanes/slots.js';
import { noteFault } from '../outbox/integration-fault.js';
import { noteStatus } from '../outbox/integration-status.js';
import { openEvent } from './inbox-event.js';
import { eventOf, headOf, settle, type Head, type InboxLane, type Settled } from './inbox-lanes.js';
import { LostFiles } from './lost-files.js';
import { readEvent } from './read-event.js';

/** Events of one lane in a row; then the others have their turn. */
const TURNS = 50;
/** Attempts at an event whose vendor has to be asked and does not answer; by the schedule below some hours. */
const ATTEMPTS = 14;
const LONGEST_WAIT_SECONDS = 1800;

/** Of long events (mails with files) that are read at once, as they are stored: each is in memory several times over while it is. Short ones do not wait for them. */
const LONG_BYTES = 64 * 1024 * 1024;

/** The integration by which an event came. */
export interface Origin {
  readonly integrationId: string;
  readonly type: Exclude<ClientType, 'sdk'>;
}

export interface LaneReaderParts {
  readonly db: Database;
  readonly keyring: Keyring;
  readonly client: GuardedClient;
  readonly logger: Pick<Logger, 'warn'>;
  /** Base URLs of vendors that lie elsewhere, by the channel's name. */
  readonly baseUrls: ReadonlyMap<string, string>;
  /** Does what an event leads to, in the transaction that takes it out of the inbox. */
  readonly apply: (tx: Sql, appId: AppId, origin: Origin, event: InboundEvent) => Promise<void>;
  /** Whether the transaction is to be tried anew at once. */
  readonly isConflict: (error: unknown) => boolean;
  /** Keeps a file for a message; answers how the message names it. */
  readonly keepFile: (appId: AppId, file: { readonly fileName?: string; readonly mediaType?: string; readonly content: AsyncIterable<Buffer> }) => Promise<string>;
  /** Of long events that are read at once (default 64 MiB). */
  readonly longBytes?: number;
  /** Is told of events: applied, or parked for a fault. */
  readonly observe: (outcome: string) => void;
}

/** When a lane is due again, in seconds, and the attempts made at its head by then. */
export interface LaneState {
  readonly dueIn: number;
  readonly attempts: number;
}

/** Reads what waits in a lane, one event after the other: each is applied wholly and once, or parked, or tried later. */
export class LaneReader {
  private readonly longBytes: number;
  private readonly long: Slots;

  constructor(private readonly parts: LaneReaderParts) {
    this.longBytes = parts.longBytes ?? LONG_BYTES;
    this.long = new Slots(this.longBytes);
  }

  /**
   * Answers nothing where the lane has ended with its last event. Ends early when `signal` is aborted: the lane is no longer ours, or the
   * worker stops. Rejects when the lane's head cannot be looked up.
   */
  async read(lane: InboxLane, signal: AbortSignal): Promise<LaneState | undefined> {
    let { attempts } = lane;
    for (let turn = 0; turn < TURNS && !signal.aborted; turn += 1) {
      const head = await headOf(this.parts.db.app(lane.appId), lane);
      if (!head) return { dueIn: 0, attempts: 0 };
      const came = await this.applied(lane, head, attempts, signal).then((settled) => ({ settled }), (fault: unknown) => ({ fault }));
      if ('settled' in came) this.parts.observe('applied');
      else if (came.fault instanceof LeaseLost || signal.aborted) return { dueIn: 0, attempts };
      const left = 'settled' in came ? came.settled : await this.left(lane, head, attempts, came.fault);
      if (left === 'ended') return undefined;
      if (left !== 'goes on') return left === 'lost' ? { dueIn: 0, attempts } : left;
      attempts = 0;
    }
    return { dueIn: 0, attempts };
  }

  /** What becomes of the lane of an event that could not be applied: it is parked, or tried again. */
  private async left(lane: InboxLane, head: Head, attempts: number, fault: unknown): Promise<Settled | LaneState> {
    const code = parkedFor(fault, attempts);
    if (fault instanceof VendorFault) await this.fault(lane, head, fault);
    if (!isExpected(fault)) this.parts.logger.warn({ err: fault }, 'an event of a channel could not be applied');
    if (code === undefined) return { dueIn: waitAfter(attempts, fault), attempts: attempts + 1 };
    const settled = await settle(this.parts.db.app(lane.appId), lane, head, code);
    if (settled !== 'lost') this.parts.observe(code);
    return settled;
  }

  private async applied(lane: InboxLane, head: Head, attempts: number, signal: AbortSignal): Promise<Settled> {
    const { db, isConflict } = this.parts;
    const channel = channelOf(head.type);
    if (!channel || head.event_bytes === null) throw new UnreadableEvent('no channel');
    const read = () => this.receive(channel, lane, head, new LostFiles(attempts >= ATTEMPTS));
    const events = await (head.sealed_event ? read() : this.long.hold(Math.min(head.event_bytes, this.longBytes), read));
    signal.throwIfAborted();
    const once = () => db.app(lane.appId).transaction(async (tx) => {
      const settled = await settle(tx, lane, head);
      if (settled === 'lost') throw new LeaseLost();
      for (const event of events) await this.parts.apply(tx, lane.appId, { integrationId: lane.integrationId, type: head.type as Origin['type'] }, event);
      return settled;
    });
    return once().catch((error: unknown) => (isConflict(error) ? once() : Promise.reject(error as Error)));
  }

  private async fault(lane: InboxLane, head: Head, fault: VendorFault): Promise<void> {
    await noteFault(this.parts.db.app(lane.appId), lane.appId, { integrationId: lane.integrationId, sealedSettings: head.sealed_settings }, fault);
    if (fault.faultClass === 'auth') await this.note(lane, head, 'error', fault.code);
  }

  private note({ appId, integrationId }: Pick<InboxLane, 'appId' | 'integrationId'>, { sealed_settings: sealedSettings }: Head, status: 'active' | 'error', code: string): Promise<void> {
    return noteStatus(this.parts.db.app(appId), appId, { integrationId, sealedSettings, status, code });
  }

  /** What the vendor tells of by itself is no attempt of ours that failed: it changes no status. */
  private async told({ appId, integrationId }: Pick<InboxLane, 'appId' | 'integrationId'>, { type, sealed_settings: sealedSettings }: Head, fault: VendorFault): Promise<void> {
    this.parts.logger.warn({ faultClass: fault.faultClass, code: fault.code, channel: type, integrationId }, 'a vendor told of a fault of an integration');
    await noteFault(this.parts.db.app(appId), appId, { integrationId, sealedSettings }, fault);
  }

  /** What the event means; files are fetched and kept now, outside of any transaction. */
  private async receive(channel: Channel, lane: InboxLane, head: Head, lost: LostFiles): Promise<readonly InboundEvent[]> {
    const { appId, integrationId } = lane;
    const { db, keyring, client, baseUrls, keepFile } = this.parts;
    const sql = db.app(appId);
    const cell = await eventOf(sql, lane, head);
    if (!cell) throw new LeaseLost();
    const event = await openEvent(keyring, sql, appId, integrationId, { keyIndex: head.key_index, cell });
    let accepted = false;
    const calls = heard(vendorCalls(client, baseUrls.get(head.type) ?? channel.baseUrl), () => void (accepted = true));
    const told: VendorFault[] = [];
    const receiving: Receiving = {
      integrationId,
      settings: await openOneSettings(sql, keyring, { app_id: appId, id: integrationId, sealed_settings: head.sealed_settings }),
      receivedAt: head.received_at.getTime(), calls,
      file: ({ fileName, mediaType, ...source }) => lost.kept({ fileName, mediaType }, async () => {
        const { mediaType: found = mediaType, ...remote } = await located(source);
        return keepFile(appId, { fileName, mediaType: found, content: await calls.download(remote) });
      }),
      keep: (file) => keepFile(appId, file), noteFault: (fault) => void told.push(fault),
    };
    const events = await readEvent(channel, event as object, receiving);
    for (const fault of told) await this.told({ appId, integrationId }, head, fault);
    // An event that tells all by itself says nothing of the credentials.
    if (accepted && head.status === 'error') await this.note({ appId, integrationId }, head, 'active', 'accepted');
    return Promise.all(events.map((one) => meant(lost.told(one), (externalId, key) => findChoice(keyring, sql, { appId, integrationId, externalId }, key))));
  }
}

class LeaseLost extends Error {}

/** What has a cause was not foreseen where it was raised. */
const isExpected = (fault: unknown): boolean =>
  (fault instanceof UnreadableEvent ? fault.cause === undefined : [CryptoFault, AppError, BadRequestErrors, VendorFault].some((kind) => fault instanceof kind));

/** Why an event is parked; nothing where it is to be tried again. */
function parkedFor(fault: unknown, attempts: number): string | undefined {
  if (fault instanceof UnreadableEvent) return 'unreadable';
  if (fault instanceof CryptoFault) return fault.code;
  if (fault instanceof BadRequestErrors) return 'bad_request';
  if (fault instanceof AppError && fault.code !== 'service_unavailable') return fault.code;
  if (fault instanceof VendorFault && !PASSING.includes(fault.faultClass)) return fault.faultClass;
  if (attempts < ATTEMPTS) return undefined;
  return fault instanceof VendorFault ? fault.faultClass : 'unexpected';
}

/** What may be otherwise the next time. */
const PASSING: readonly FaultClass[] = ['temporary', 'rate_limited', 'unknown', 'auth'];

const waitAfter = (attempts: number, fault: unknown): number => {
  const hint = fault instanceof VendorFault ? (fault.retryAfterMs ?? 0) / 1000 : 0;
  return Math.max(hint, Math.min(2 ** attempts, LONGEST_WAIT_SECONDS));
};
