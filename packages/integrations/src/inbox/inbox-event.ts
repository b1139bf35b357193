import type { Keyring, Owner, Place } from '@parley/crypto-at-rest';
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

/** Seals events; vendors' ids may hold telephone numbers, so they are blind indexes. Raises `service_unavailable`. */
export async function sealEvents(keyring: Keyring, sql: ScopedSql, appId: AppId, integrationId: string, events: readonly RawEvent[]): Promise<SealedEvents> {
  const keys = await Promise.all(events.map(({ key }) => keyring.index(sql, appId, 'channel_event', `${integrationId} ${key}`)));
  const senders = await Promise.all(events.map(({ sender }) => keyring.index(sql, appId, 'channel_sender', `${integrationId} ${sender}`)));
  const { tenant, subject } = ownerOf(appId);
  const cells = await keyring.sealOwn(sql, tenant, subject, events.map(({ event }, index) => ({ place: placeOf(integrationId, keys[index] as Buffer), value: event })));
  return { keys, senders, cells };
}

/** Opens an event. Raises CryptoFault. */
export const openEvent = (keyring: Keyring, sql: ScopedSql, appId: AppId, integrationId: string, { keyIndex, cell }: { readonly keyIndex: Buffer; readonly cell: Buffer }): Promise<unknown> =>
  keyring.openOne(sql, { ...ownerOf(appId), place: placeOf(integrationId, keyIndex), cell });
