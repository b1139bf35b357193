import type { ChannelPerson, ClientStatus } from '@parley/contracts';
import { accountIndex, type Keyring } from '@parley/crypto-at-rest';
import { newId, wallClock, type AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { AccountTaken } from '../clients/account-taken.js';
import { clientItem, openDetails } from '../clients/client.mapper.js';
import type { ClientDetails, ClientRow } from '../clients/client.row.js';
import { FIND_BY_ADDRESS } from '../clients/clients.queries.js';
import { owner, userItems } from '../users/user.mapper.js';
import { mergeProfile } from '../users/user.profile.js';
import type { UserRow } from '../users/user.row.js';
import { INSERT_USER } from '../users/users.queries.js';
import type { Channel } from './channel.js';
import { KEEP_DETAILS, RECOGNIZE, WELCOME_CLIENT } from './people.queries.js';

type Row<Of> = Of & Record<string, unknown>;

/** A person of a channel as he is known: a user and his client there, the user locked. */
export interface Known {
  readonly user: UserRow;
  readonly client: ClientRow;
  /** The client's status before this. */
  readonly was: ClientStatus;
}

/** When he was seen, in milliseconds since 1970, and how his client is from now on. */
export interface Seen {
  readonly at: number;
  readonly status: ClientStatus;
}

/** A client and his user, as RECOGNIZE answers them: the user's columns, and the client's beside them. */
type Recognized = Row<UserRow> & Pick<ClientRow, 'type' | 'integration_id' | 'linked_at'> & {
  readonly client_id: string;
  readonly client_status: ClientStatus;
  readonly client_seen: Date;
  readonly client_details: Buffer | null;
};

/**
 * Who a person of a channel is: by his account on the integration, or a user and a client that are made for him. What the channel
 * tells of him now is kept with the client. One who is `blocked` and unknown stays unknown; of an integration that is gone nobody is
 * known, and any other is kept from being deleted until the transaction ends. Raises AccountTaken.
 */
export async function recognize(tx: Sql, keyring: Keyring, appId: AppId, channel: Channel, person: ChannelPerson, { at, status }: Seen): Promise<Known | undefined> {
  const address = await accountIndex(keyring, tx, appId, channel.type, person.externalId);
  const [found] = await tx.query<Recognized | { readonly id: null }>(RECOGNIZE, [appId, channel.integrationId, address, new Date(at), status]);
  if (!found) return undefined;
  if (found.id === null) {
    // He may have changed hands while his user was waited for: only who is in no list is unknown.
    if ((await tx.query(FIND_BY_ADDRESS, [appId, channel.integrationId, address])).length > 0) throw new AccountTaken();
    return status === 'blocked' ? undefined : welcome(tx, keyring, appId, channel, person, { at, status, address });
  }
  const { client_id: id, client_status: was, client_seen: seen, client_details: cell, type, integration_id: integrationId, linked_at: linkedAt, ...user } = found;
  const client: ClientRow = { id, user_id: user.id, type, status, integration_id: integrationId, linked_at: linkedAt, last_seen: seen, sealed_details: cell };
  return { user, client: { ...client, sealed_details: await keepDetails(tx, keyring, appId, client, detailsOf(person)) }, was };
}

async function welcome(
  tx: Sql, keyring: Keyring, appId: AppId, { integrationId, type }: Channel, person: ChannelPerson,
  { at, status, address }: Seen & { readonly address: Buffer },
): Promise<Known> {
  const [id, clientId, now] = [newId(), newId(), new Date(wallClock())];
  const [cells = []] = await keyring.create(tx, appId, [{ subject: `user:${id}`, items: userItems(id, { profile: mergeProfile({}, person.profile) }) }]);
  const [user] = await tx.query<Row<UserRow>>(INSERT_USER, [appId, id, ...cells, null, null, now, null, now]);
  if (!user) throw new Error('An insert answered no row');
  const [cell] = await keyring.seal(tx, owner(appId, id), [clientItem(clientId, detailsOf(person))]);
  const [client] = await tx.query<Row<ClientRow>>(WELCOME_CLIENT, [appId, clientId, id, type, integrationId, now, cell, new Date(at), address]);
  if (!client) throw new AccountTaken();
  return { user, client, was: status };
}

/** Sealed anew only where the channel tells something else than what is kept. Answers the cell. */
async function keepDetails(tx: Sql, keyring: Keyring, appId: AppId, client: ClientRow, told: ClientDetails): Promise<Buffer | null> {
  const kept = (await openDetails(keyring, tx, appId, [client])).get(client.id) ?? {};
  const details = { ...kept, ...told };
  if (JSON.stringify(details) === JSON.stringify(kept)) return client.sealed_details;
  const [cell = null] = await keyring.seal(tx, owner(appId, client.user_id), [clientItem(client.id, details)]);
  await tx.query(KEEP_DETAILS, [appId, client.id, cell]);
  return cell;
}

/** What is kept of a person with his client. */
export const detailsOf = ({ externalId, displayName, avatarUrl, info, raw }: ChannelPerson): ClientDetails => ({
  externalId, ...(displayName !== undefined && { displayName }), ...(avatarUrl !== undefined && { avatarUrl }), ...(info && { info }), ...(raw && { raw }),
});
