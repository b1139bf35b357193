import type { Device } from '@parley/contracts';
import type { Keyring } from '@parley/crypto-at-rest';
import { timestamp, type AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { owner } from '../users/user.mapper.js';
import { detailsOfDevice, type DeviceDetails, type DeviceRow } from './device.row.js';

/** Devices as the API shows them, in the order of the rows. What cannot be read is left out. Raises `service_unavailable`. */
export async function openDevices(keyring: Keyring, sql: Sql, appId: AppId, rows: readonly DeviceRow[]): Promise<Device[]> {
  const details = await openDetails(keyring, sql, appId, rows);
  return rows.flatMap((row, index) => (details[index] ? [{ ...shown(row), ...details[index] }] : []));
}

/** What is sealed of each device, as far as it can be read. */
export async function openDetails(keyring: Keyring, sql: Sql, appId: AppId, rows: readonly DeviceRow[]): Promise<(DeviceDetails | undefined)[]> {
  const opened = await keyring.open(sql, rows.flatMap(({ id, user_id: userId, sealed_details: cell }) => (cell ? [{ ...owner(appId, userId), place: detailsOfDevice(id), cell }] : [])));
  let next = 0;
  return rows.map(({ sealed_details: cell }) => {
    const one = cell ? opened[next++] : { ok: true as const, value: {} };
    return one?.ok ? (one.value as DeviceDetails) : undefined;
  });
}

const shown = ({ id, type, status, client_id: clientId, integration_id: integrationId, last_seen: lastSeen }: DeviceRow): Device =>
  ({ id, type, status, clientId, integrationId, lastSeen: timestamp(lastSeen) });
