import { Injectable } from '@nestjs/common';
import { recordAct, type Actor, type Details } from '@parley/audit-log';
import type { Client, Source } from '@parley/contracts';
import { Keyring } from '@parley/crypto-at-rest';
import { newId, wallClock, type AppId } from '@parley/kernel';
import { refuseIfHeld } from '@parley/legal-hold';
import type { Sql } from '@parley/persistence';
import type { ConversationRow } from '../conversations/conversation.row.js';
import { UserMerge } from '../merging/user.merge.js';
import { owner } from '../users/user.mapper.js';
import type { UserRow } from '../users/user.row.js';
import { AccountTaken } from './account-taken.js';
import { accountIndexes, listNames, namesOfClient, type Names } from './client.address.js';
import { appendClientEvent } from './client.events.js';
import { clientItem, openClients, openDetails } from './client.mapper.js';
import type { ClientDetails, ClientRow } from './client.row.js';
import { ATTACH_CLIENT, DELETE_CLIENT, INSERT_CLIENT, LOCK_CONVERSATION_OF_CLIENT } from './clients.queries.js';

type Row<Of> = Of & Record<string, unknown>;

/** Who links, and from where. */
export interface Linker {
  readonly appId: AppId;
  readonly actor: Actor;
  readonly source: Source;
  /** What the record says beside of what becomes of others. */
  readonly details?: Details;
}

/** A link that is being made, all of whom and which it concerns locked. */
export interface Link {
  readonly account: {
    readonly type: Exclude<Client['type'], undefined>;
    readonly integrationId: string;
    readonly details: ClientDetails & Pick<Names, 'externalId'>;
  };
  readonly user: UserRow;
  /** Where it is attached, and whether it becomes the primary client there; nowhere where there is none. */
  readonly place?: { readonly conversation: ConversationRow; readonly participantId: string; readonly primary: boolean };
  /** The client that has the account, and its user. */
  readonly taken?: { readonly client: ClientRow; readonly user: UserRow };
}

/** Gives an account on a channel to a user (docs/decisions/0098, 0100), whoever shows that it is his. */
@Injectable()
export class ClientLinking {
  constructor(
    private readonly keyring: Keyring,
    private readonly merging: UserMerge,
  ) {}

  /**
   * Emits client:add and client:update (confirmed), and answers the client as it begins: pending. An account of another user is taken
   * from him (client:remove, theft), or both become one when both are anonymous (user:merge). One that is his already is attached,
   * and answered as it is. Raises AccountTaken, legal_hold.
   */
  async link(tx: Sql, by: Linker, link: Link): Promise<Client> {
    const { user, taken } = link;
    if (taken?.user.id === user.id) return this.confirm(tx, by, link, taken.client);
    const pending = await this.begin(tx, by, link);
    if (taken && (await this.merging.mayMerge(tx, by.appId, user, taken.user))) {
      // The client that was there stays, and is the surviving user's; the pending one is discarded (openapi.yaml, mergedClients).
      const merged = await this.merging.merge(tx, by, { surviving: user, discarded: taken.user, clients: { surviving: taken.client, discarded: pending } });
      await this.confirm(tx, by, { ...link, user: merged.user }, merged.client);
    } else {
      const userId = taken && (await this.take(tx, by, taken));
      await this.confirm(tx, by, link, await this.insert(tx, by, link, pending, userId));
    }
    return pending;
  }

  /** Tells of a client that is about to be, and answers it. Emits client:add. */
  async begin(tx: Sql, { appId, source }: Linker, { account: { type, integrationId }, user, place }: Link): Promise<Client> {
    const client: Client = { id: newId(), type, status: 'pending', integrationId };
    await appendClientEvent(tx, appId, 'client:add', { user, client, conversation: place?.conversation }, { reason: 'channelLinking', source });
    return client;
  }

  /** Attaches a client to the conversation, and tells that it is active. */
  private async confirm(tx: Sql, { appId }: Linker, { user, place }: Link, client: ClientRow): Promise<Client> {
    if (place) await tx.query(ATTACH_CLIENT, [appId, place.conversation.id, place.participantId, client.id, place.primary]);
    await appendClientEvent(tx, appId, 'client:update', { user, client, conversation: place?.conversation }, { reason: 'confirmed' });
    return (await openClients(this.keyring, tx, appId, [client])).get(client.id) ?? { id: client.id, type: client.type, status: client.status };
  }

  /** `userId`: the channel's own id of who has the account, where it is known. */
  private async insert(tx: Sql, { appId }: Linker, { account: { type, integrationId, details: told }, user }: Link, { id = '' }: Client, userId?: string): Promise<ClientRow> {
    const details = userId === undefined ? told : { ...told, info: { userId, ...told.info } };
    const [cell] = await this.keyring.seal(tx, owner(appId, user.id), [clientItem(id, details)]);
    const [row] = await tx.query<Row<ClientRow>>(INSERT_CLIENT, [appId, id, user.id, type, integrationId, new Date(wallClock()), cell]);
    if (!row) throw new Error('An insert answered no row');
    const indexes = await accountIndexes(this.keyring, tx, appId, type, namesOfClient(details) ?? told);
    if (!(await listNames(tx, appId, integrationId, id, indexes)).all) throw new AccountTaken();
    return row;
  }

  /** "The client was transferred to another user due to a channel link" (openapi.yaml, client:remove). Answers the channel's own id of him. */
  private async take(tx: Sql, { appId, actor, source, details }: Linker, { client, user }: NonNullable<Link['taken']>): Promise<string | undefined> {
    await refuseIfHeld(tx, appId, [{ type: 'user', id: user.id }]);
    const names = namesOfClient((await openDetails(this.keyring, tx, appId, [client])).get(client.id) ?? {});
    const [conversation] = await tx.query<Row<ConversationRow>>(LOCK_CONVERSATION_OF_CLIENT, [appId, client.id]);
    await tx.query(DELETE_CLIENT, [appId, client.id]);
    await appendClientEvent(tx, appId, 'client:remove', { user, client, conversation }, { reason: 'theft', source });
    await recordAct(tx, actor, { action: 'client:delete', target: { type: 'client', id: client.id }, details: { reason: 'theft', ...details } });
    return names?.userId;
  }
}
