import type { Keyring } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { clientItem, openDetails as openClientDetails } from '../clients/client.mapper.js';
import type { ClientRow } from '../clients/client.row.js';
import { CLIENTS_OF, DELETE_CLIENT } from '../clients/clients.queries.js';
import { openDetails as openDeviceDetails } from '../devices/device.mapper.js';
import { detailsOfDevice, type DeviceRow } from '../devices/device.row.js';
import { LIST_DEVICES, RESEAL_DEVICE } from '../devices/devices.queries.js';
import { owner } from '../users/user.mapper.js';
import { nameOfUser } from '../users/user.row.js';
import { AUTHOR_NAMES, MOVE_CLIENT, MOVE_MESSAGES, MOVE_SUBSCRIPTIONS } from './merge.queries.js';

type Row<Of> = Of & Record<string, unknown>;

/** From whom to whom; what is sealed under the one's key is sealed under the other's. */
export interface Move {
  readonly appId: AppId;
  readonly from: string;
  readonly to: string;
}

/** What a user said in a conversation, whose lock the caller holds. A name that opens no more is left out. */
export async function moveMessages(keyring: Keyring, tx: Sql, { appId, from, to }: Move, conversationId: string): Promise<void> {
  const before = (await tx.query<{ name: Buffer }>(AUTHOR_NAMES, [appId, conversationId, from])).map(({ name }) => name);
  const opened = await keyring.open(tx, before.map((cell) => ({ ...owner(appId, from), place: nameOfUser(from), cell })));
  const after = await keyring.seal(tx, owner(appId, to), opened.map((name) => ({ place: nameOfUser(to), value: name.ok ? name.value : undefined })));
  await tx.query(MOVE_MESSAGES, [appId, conversationId, from, to, before, after]);
}

/** His clients and devices. */
export async function moveClients(keyring: Keyring, tx: Sql, move: Move): Promise<void> {
  const { appId, from, to } = move;
  const clients = await tx.query<Row<ClientRow>>(CLIENTS_OF, [appId, from]);
  const [own] = (await tx.query<Row<ClientRow>>(CLIENTS_OF, [appId, to])).filter(({ type }) => type === 'sdk');
  const details = await openClientDetails(keyring, tx, appId, clients);
  await moveDevices(keyring, tx, move, own?.id);
  for (const { id, type } of clients) {
    if (type === 'sdk' && own) {
      await tx.query(MOVE_SUBSCRIPTIONS, [appId, id, own.id]);
      await tx.query(DELETE_CLIENT, [appId, id]);
    } else {
      const [cell] = await keyring.seal(tx, owner(appId, to), [clientItem(id, details.get(id) ?? {})]);
      await tx.query(MOVE_CLIENT, [appId, id, to, cell]);
    }
  }
}

async function moveDevices(keyring: Keyring, tx: Sql, { appId, from, to }: Move, clientId: string | undefined): Promise<void> {
  const devices = await tx.query<Row<DeviceRow>>(LIST_DEVICES, [appId, from]);
  const details = await openDeviceDetails(keyring, tx, appId, devices);
  for (const [index, { id, client_id: before }] of devices.entries()) {
    const [cell] = await keyring.seal(tx, owner(appId, to), [{ place: detailsOfDevice(id), value: details[index] }]);
    await tx.query(RESEAL_DEVICE, [appId, id, cell, to, clientId ?? before]);
  }
}
