import type { ChannelPerson, ClientStatus } from '@parley/contracts';
import type { Keyring } from '@parley/crypto-at-rest';
import { newId, wallClock, type AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { AccountTaken } from '../clients/account-taken.js';
import { accountIndexes, findByNames } from '../clients/client.address.js';
import { clientItem } from '../clients/client.mapper.js';
import type { ClientRow } from '../clients/client.row.js';
import { owner, userItems } from '../users/user.mapper.js';
import { mergeProfile } from '../users/user.profile.js';
import type { UserRow } from '../users/user.row.js';
import { INSERT_USER } from '../users/users.queries.js';
import type { ChannelIntegration } from './channel.js';
import type { Known } from './known.js';
import { RECOGNIZE, WELCOME_CLIENT } from './people.queries.js';
import { detailsOf, keepTold } from './told-details.js';

type Row<Of> = Of & Record<string, unknown>;

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
 * Who a person of a channel is: by his names on the integration, or a user and a client that are made for him. What the channel
 * tells of him now is kept with the client, also a name that he did not have. One who is `blocked` and unknown stays unknown; of an
 * integration that is gone nobody is known, and any other is kept from being deleted until the transaction ends. Raises AccountTaken.
 */
export async function recognize(tx: Sql, keyring: Keyring, appId: AppId, channel: ChannelIntegration, person: ChannelPerson, { at, status }: Seen): Promise<Known | undefined> {
  const indexes = await accountIndexes(keyring, tx, appId, channel.type, person);
  const found = await lockKnown(tx, appId, channel, indexes, { at, status });
  if (found !== 'nobody') return found && keepTold(tx, keyring, appId, channel, found, detailsOf(person));
  return status === 'blocked' ? undefined : welcome(tx, keyring, appId, channel, person, { at, status, indexes });
}

/**
 * Who has one of the names, locked and seen now; without a status he stays as he is. `nobody` where none has, nothing where the integration
 * is gone. Raises AccountTaken.
 */
export async function lockKnown(
  tx: Sql, appId: AppId, { integrationId }: ChannelIntegration, indexes: readonly Buffer[], { at, status }: Pick<Seen, 'at'> & Partial<Seen>,
): Promise<Known | 'nobody' | undefined> {
  const [found] = await tx.query<Recognized | { readonly id: null }>(RECOGNIZE, [appId, integrationId, indexes, new Date(at), status ?? null]);
  if (!found) return undefined;
  if (found.id === null) {
    // He may have changed hands while his user was waited for: only who is in no list is unknown.
    if (await findByNames(tx, appId, integrationId, indexes)) throw new AccountTaken();
    return 'nobody';
  }
  const { client_id: id, client_status: was, client_seen: seen, client_details: cell, type, integration_id: integration, linked_at: linkedAt, ...user } = found;
  return { user, client: { id, user_id: user.id, type, status: status ?? was, integration_id: integration, linked_at: linkedAt, last_seen: seen, sealed_details: cell }, was };
}

async function welcome(
  tx: Sql, keyring: Keyring, appId: AppId, { integrationId, type }: ChannelIntegration, person: ChannelPerson,
  { at, status, indexes }: Seen & { readonly indexes: readonly Buffer[] },
): Promise<Known> {
  const [id, clientId, now] = [newId(), newId(), new Date(wallClock())];
  const [cells = []] = await keyring.create(tx, appId, [{ subject: `user:${id}`, items: userItems(id, { profile: mergeProfile({}, person.profile) }) }]);
  const [user] = await tx.query<Row<UserRow>>(INSERT_USER, [appId, id, ...cells, null, null, now, null, now]);
  if (!user) throw new Error('An insert answered no row');
  const [cell] = await keyring.seal(tx, owner(appId, id), [clientItem(clientId, detailsOf(person))]);
  const [client] = await tx.query<Row<ClientRow>>(WELCOME_CLIENT, [appId, clientId, id, type, integrationId, now, cell, new Date(at), indexes]);
  if (!client) throw new AccountTaken();
  return { user, client, was: status };
}
