import type { ClientType } from '@parley/contracts';
import { accountIndex, type Keyring } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { openDetails } from './client.mapper.js';
import type { ClientDetails, ClientRow } from './client.row.js';
import { CLIENTS_OF, DELETE_CLIENT, FIND_BY_ADDRESS, FIND_CLIENT, LIST_ADDRESSES } from './clients.queries.js';

type Row = ClientRow & Record<string, unknown>;

/** By what somebody is known on a channel: by an account, and by the channel's own id of him where it has one (ChannelPerson). */
export interface Names {
  readonly externalId: string;
  readonly userId?: string | undefined;
}

/** What is kept of a client's names; nothing where who he is on the channel is not known. */
export function namesOfClient({ externalId, info }: ClientDetails): Names | undefined {
  const userId = info?.['userId'];
  return externalId === undefined ? undefined : { externalId, ...(typeof userId === 'string' && { userId }) };
}

/** An account's names as the database compares them: blind indexes, the surest first. Numbers come into other hands; a channel's ids do not. */
export const accountIndexes = (keyring: Keyring, sql: Sql, appId: AppId, type: ClientType, { externalId, userId = externalId }: Names): Promise<Buffer[]> =>
  Promise.all([...new Set([userId, externalId])].map((name) => accountIndex(keyring, sql, appId, type, name)));

/** The client that has one of the names on an integration; of several the one that has the surest. */
export async function findByNames(sql: Sql, appId: AppId, integrationId: string, indexes: readonly Buffer[]): Promise<ClientRow | undefined> {
  const [client] = await sql.query<Row>(FIND_BY_ADDRESS, [appId, integrationId, indexes]);
  return client;
}

/** Has a client be found by these names alone; answers whether by all of them, and by its account: somebody else may have been quicker. */
export async function listNames(tx: Sql, appId: AppId, integrationId: string, clientId: string, indexes: readonly Buffer[]): Promise<{ readonly all: boolean; readonly account: boolean }> {
  const rows = await tx.query<{ address_index: Buffer }>(LIST_ADDRESSES, [appId, integrationId, indexes, clientId]);
  const account = indexes.at(-1);
  return { all: rows.length === indexes.length, account: account !== undefined && rows.some(({ address_index: index }) => index.equals(account)) };
}

/**
 * Has the clients of a user who was hidden found again. One whose integration is gone, or whose account was linked to somebody
 * else meanwhile, is removed. The caller holds the user's lock.
 */
export async function listAccounts(tx: Sql, keyring: Keyring, appId: AppId, userId: string): Promise<void> {
  const clients = await tx.query<Row>(CLIENTS_OF, [appId, userId]);
  const details = await openDetails(keyring, tx, appId, clients);
  for (const { id, type, integration_id: integrationId } of clients) {
    if (integrationId === null) continue;
    const names = namesOfClient(details.get(id) ?? {});
    const [there] = await tx.query(FIND_CLIENT, [appId, userId, id]);
    const isFound = there && names && (await listNames(tx, appId, integrationId, id, await accountIndexes(keyring, tx, appId, type, names))).account;
    if (!isFound) await tx.query(DELETE_CLIENT, [appId, id]);
  }
}
