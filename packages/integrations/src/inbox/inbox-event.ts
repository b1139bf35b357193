import { accountIndex, type Keyring, type Owner, type Place } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import type { ScopedSql } from '@parley/persistence';
import type { RawEvent } from '../channels/channel.js';

/** Where an event of a channel waits: under the app's own key, for whose it is only its application tells. */
const placeOf = (integrationId: string, keyIndex: Buffer): Place => ({ table: 'channel_inbox', row: `${integrationId}/${keyIndex.toString('hex')}`, column: 'sealed_event' });
const ownerOf = (appId: AppId): Owner => ({ tenant: appId, subject: `app:${appId}` });

/** Events as they are stored: what they are known by, and their cells. */
export interface SealedEvents {
  readonly keys: readonly Buffer[];
  readonly senders: readonly Buffer[];
  readonly cells: readonly (Buffer | null)[];
}

/** The integration that is told. */
export interface Told {
  readonly integrationId: string;
  readonly type: string;
}

/** What a lane of receipts has more than its person's (packages/conversations knows, who hides what a deleted user's are). */
const OF_RECEIPTS = Buffer.of(1);

/** A sender as lanes know him: the blind index of his account, as his client has it. */
export async function senderIndex(keyring: Keyring, sql: ScopedSql, appId: AppId, { type }: Pick<Told, 'type'>, { sender, isReceipt }: Pick<RawEvent, 'sender' | 'isReceipt'>): Promise<Buffer> {
  const account = await accountIndex(keyring, sql, appId, type, sender);
  return isReceipt ? Buffer.concat([account, OF_RECEIPTS]) : account;
}

/** Seals events; vendors' ids may hold telephone numbers, so they are blind indexes. Raises `service_unavailable`. */
export async function sealEvents(keyring: Keyring, sql: ScopedSql, appId: AppId, told: Told, events: readonly RawEvent[]): Promise<SealedEvents> {
  const { integrationId } = told;
  const keys = await Promise.all(events.map(({ key }) => keyring.index(sql, appId, 'channel_event', `${integrationId} ${key}`)));
  const senders = await Promise.all(events.map((event) => senderIndex(keyring, sql, appId, told, event)));
  const { tenant, subject } = ownerOf(appId);
  const cells = await keyring.sealOwn(sql, tenant, subject, events.map(({ event }, index) => ({ place: placeOf(integrationId, keys[index] as Buffer), value: event })));
  return { keys, senders, cells };
}

/** Opens an event. Raises CryptoFault. */
export const openEvent = (keyring: Keyring, sql: ScopedSql, appId: AppId, integrationId: string, { keyIndex, cell }: { readonly keyIndex: Buffer; readonly cell: Buffer }): Promise<unknown> =>
  keyring.openOne(sql, { ...ownerOf(appId), place: placeOf(integrationId, keyIndex), cell });
