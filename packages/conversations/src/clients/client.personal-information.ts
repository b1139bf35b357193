import type { Keyring } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { openDetails as openDeviceDetails } from '../devices/device.mapper.js';
import { detailsOfDevice, type DeviceRow } from '../devices/device.row.js';
import { LIST_DEVICES, RESEAL_DEVICE } from '../devices/devices.queries.js';
import { owner } from '../users/user.mapper.js';
import { clientItem, openDetails } from './client.mapper.js';
import { clientColumns, type ClientDetails, type ClientRow } from './client.row.js';
import { CLIENTS_OF } from './clients.queries.js';

type Row<Of> = Of & Record<string, unknown>;

const RESEAL = {
  name: 'client-reseal',
  text: 'update clients set sealed_details = $3, former_details = coalesce(former_details, $4) where app_id = $1 and id = $2',
};
const FORMER = {
  name: 'clients-former',
  text: `
    select ${clientColumns('c')}, c.former_details from clients c where c.app_id = $1 and c.user_id = $2 and c.former_details is not null`,
};
const RESTORE = { name: 'client-restore', text: 'update clients set sealed_details = $3, former_details = null where app_id = $1 and id = $2' };
const FORGET = { name: 'clients-forget', text: 'update clients set former_details = null where app_id = $1 and user_id = $2 and former_details is not null returning 1' };
const CLOSE = [
  { name: 'clients-close', text: 'update clients set sealed_details = null, former_details = null where app_id = $1 and user_id = $2' },
  { name: 'devices-close', text: 'update devices set sealed_details = null where app_id = $1 and user_id = $2' },
];

/** What is to be sealed anew of a user's clients and devices, read before his key is renewed. */
export interface Kept {
  readonly clients: readonly { readonly row: ClientRow; readonly details: ClientDetails }[];
  readonly devices: readonly { readonly row: DeviceRow; readonly details: object | undefined }[];
}

/** Who somebody is on a channel, and nothing else of him. */
const identityOf = ({ externalId, info }: ClientDetails): ClientDetails => ({ externalId, ...(info?.['userId'] !== undefined && { info: { userId: info['userId'] } }) });

/**
 * Reads what no deletion of personal information takes: of a client who the user is on the channel, so that the link holds;
 * of devices everything (openapi.yaml, DeleteUserPersonalInformation). The caller holds the user's lock.
 */
export async function readKept(keyring: Keyring, tx: Sql, appId: AppId, userId: string): Promise<Kept> {
  const clients = await tx.query<Row<ClientRow>>(CLIENTS_OF, [appId, userId]);
  const devices = await tx.query<Row<DeviceRow>>(LIST_DEVICES, [appId, userId]);
  const details = await openDetails(keyring, tx, appId, clients);
  const opened = await openDeviceDetails(keyring, tx, appId, devices);
  return {
    clients: clients.map((row) => ({ row, details: identityOf(details.get(row.id) ?? {}) })),
    devices: devices.map((row, index) => ({ row, details: opened[index] })),
  };
}

/** Seals it under the key that the user has now, and keeps what was before for the erasure to be cancelled. */
export async function sealKept(keyring: Keyring, tx: Sql, appId: AppId, userId: string, { clients, devices }: Kept): Promise<void> {
  const cells = await keyring.seal(tx, owner(appId, userId), [
    ...clients.map(({ row, details }) => clientItem(row.id, details)), ...devices.map(({ row, details }) => ({ place: detailsOfDevice(row.id), value: details })),
  ]);
  for (const [index, { row }] of clients.entries()) await tx.query(RESEAL, [appId, row.id, cells[index], row.sealed_details]);
  for (const [index, { row }] of devices.entries()) await tx.query(RESEAL_DEVICE, [appId, row.id, cells[clients.length + index], userId, row.client_id]);
}

/** Brings back what clients were before; what is known since wins. */
export async function restoreClients(keyring: Keyring, tx: Sql, appId: AppId, userId: string): Promise<void> {
  const rows = await tx.query<Row<ClientRow> & { readonly former_details: Buffer }>(FORMER, [appId, userId]);
  const former = await openDetails(keyring, tx, appId, rows.map((row) => ({ ...row, sealed_details: row.former_details })));
  const now = await openDetails(keyring, tx, appId, rows);
  for (const { id } of rows) {
    const [before, since] = [former.get(id), now.get(id)];
    const info = { ...before?.info, ...since?.info };
    const [cell] = await keyring.seal(tx, owner(appId, userId), [clientItem(id, { ...before, ...since, ...(Object.keys(info).length > 0 && { info }) })]);
    await tx.query(RESTORE, [appId, id, cell]);
  }
}

/** Keeps nothing of before any more. Answers of how many clients. */
export const forgetClients = async (tx: Sql, appId: AppId, userId: string): Promise<number> => (await tx.query(FORGET, [appId, userId])).length;

/** Leaves clients and devices by their ids alone: nothing of them opens any more. */
export async function closeClients(tx: Sql, appId: AppId, userId: string): Promise<void> {
  for (const each of CLOSE) await tx.query(each, [appId, userId]);
}
