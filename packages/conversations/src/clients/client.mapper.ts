import type { Client } from '@parley/contracts';
import type { CellReference, Item, Keyring } from '@parley/crypto-at-rest';
import { timestamp, type AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { owner } from '../users/user.mapper.js';
import { detailsOfClient, type ClientDetails, type ClientRow } from './client.row.js';

/** A client without what is sealed of it, as the skeletons of events show one (openapi.yaml, schema `client`). */
export const clientSkeleton = ({ id, type, status, integration_id: integrationId, linked_at: linkedAt, last_seen: lastSeen }: ClientRow): Client => ({
  id, type, status,
  ...(integrationId !== null && { integrationId }),
  ...(lastSeen && { lastSeen: timestamp(lastSeen) }),
  linkedAt: timestamp(linkedAt),
});

/** What is to be sealed of a client. */
export const clientItem = (id: string, details: ClientDetails): Item => ({
  place: detailsOfClient(id),
  value: Object.values(details).some((value) => value !== undefined) ? details : undefined,
});

/** Where an event quotes a client's details, and their cell. */
export const quotedClient = (at: string, { id, user_id: userId, sealed_details: cell }: ClientRow): [CellReference, Buffer | null] => {
  const { table, row, column } = detailsOfClient(id);
  return [[at, `user:${userId}`, table, row, column], cell];
};

/** Clients as the API shows them, by their ids. What cannot be read is left out. Raises `service_unavailable`. */
export async function openClients(keyring: Keyring, sql: Sql, appId: AppId, rows: readonly ClientRow[]): Promise<Map<string, Client>> {
  const details = await openDetails(keyring, sql, appId, rows);
  return new Map(rows.flatMap((row) => {
    const known = details.get(row.id);
    return known ? [[row.id, { ...clientSkeleton(row), ...known }] as const] : [];
  }));
}

/** What is sealed of clients, by their ids, as far as it can be read. */
export async function openDetails(keyring: Keyring, sql: Sql, appId: AppId, rows: readonly ClientRow[]): Promise<Map<string, ClientDetails>> {
  const sealed = rows.filter(({ sealed_details: cell }) => cell !== null);
  const opened = await keyring.open(sql, sealed.map((row) => ({ ...owner(appId, row.user_id), place: detailsOfClient(row.id), cell: row.sealed_details as Buffer })));
  const readable = sealed.flatMap(({ id }, index) => (opened[index]?.ok ? [[id, opened[index].value as ClientDetails] as const] : []));
  return new Map([...rows.flatMap((row) => (row.sealed_details ? [] : [[row.id, {}] as const])), ...readable]);
}
