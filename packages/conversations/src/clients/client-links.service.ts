import { Injectable } from '@nestjs/common';
import { callerOf, recordAct } from '@parley/audit-log';
import type { Client, ClientCreate } from '@parley/contracts';
import { Keyring } from '@parley/crypto-at-rest';
import { newId, wallClock, type RequestContext } from '@parley/kernel';
import { refuseIfHeld } from '@parley/legal-hold';
import { Database, WakeUp, type Sql } from '@parley/persistence';
import { integrationNotFound, invalid, linkedMeanwhile, notAMember, userNotFound } from '../conversations.errors.js';
import { API_SOURCE } from '../conversations.events.js';
import { lockConversation } from '../conversations/conversation.lock.js';
import type { ConversationRow } from '../conversations/conversation.row.js';
import { addressOfPath, addressValues } from '../users/user.address.js';
import { owner } from '../users/user.mapper.js';
import { UserMerge } from '../merging/user.merge.js';
import type { UserRow } from '../users/user.row.js';
import { FIND_USER_ID } from '../users/users.queries.js';
import { accountIndex } from './client.address.js';
import { appendClientEvent } from './client.events.js';
import { LOCK_USERS_TO_LINK } from './client-links.queries.js';
import { clientItem, openClients } from './client.mapper.js';
import type { ClientRow } from './client.row.js';
import { ATTACH_CLIENT, DELETE_CLIENT, FIND_BY_ADDRESS, FIND_PARTICIPANT, INSERT_CLIENT, LIST_ADDRESS, LOCK_CONVERSATION_OF_CLIENT, SHARE_INTEGRATION } from './clients.queries.js';
import { checkConfirmation, detailsOf, isDecided, NOT_CONNECTED } from './link.rules.js';

type Row<Of> = Of & Record<string, unknown>;

/** How often a link is begun anew because its account changed hands meanwhile. */
const ATTEMPTS = 5;

/** A link that is being made, all of whom and which it concerns locked. */
interface Link {
  readonly body: ClientCreate;
  readonly user: UserRow;
  readonly conversation: ConversationRow;
  readonly participantId: string;
  /** The blind index of the account. */
  readonly address: Buffer;
  /** The client that has the account, and its user. */
  readonly taken?: { readonly client: ClientRow; readonly user: UserRow };
}

/** Links users to channels (docs/decisions/0098). */
@Injectable()
export class ClientLinksService {
  constructor(
    private readonly db: Database,
    private readonly wakeUp: WakeUp,
    private readonly keyring: Keyring,
    private readonly merging: UserMerge,
  ) {}

  /**
   * Links a user to an account on a channel, in a conversation of his, and answers the client as it begins: pending. Emits
   * client:add; then client:update (confirmed), or client:remove (linkFailed) where the user would have to be reached. An account
   * of another user is taken from him (client:remove, theft), or both become one when both are anonymous (user:merge).
   * One that is his already is attached, and answered as it is.
   * Raises user_not_found, conversation_not_found, integration_not_found, not_found when he takes no part, bad_request, legal_hold, conflict.
   */
  async create(ctx: RequestContext, input: { readonly userIdOrExternalId: string; readonly brandId?: string; readonly link: ClientCreate }): Promise<Client> {
    checkConfirmation(input.link);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const client = await this.attempt(ctx, input);
      if (client) {
        this.wakeUp.signal();
        return client;
      }
    }
    throw linkedMeanwhile();
  }

  /** Nothing where the account changed hands before its users were locked. */
  private async attempt(ctx: RequestContext, { userIdOrExternalId, brandId, link: body }: Parameters<ClientLinksService['create']>[1]): Promise<Client | undefined> {
    const { type, integrationId } = body.matchCriteria;
    try {
      return await this.db.app(ctx.appId).transaction(async (tx) => {
        const values = await addressValues(this.keyring, tx, ctx.appId, addressOfPath(userIdOrExternalId, brandId));
        const [named] = await tx.query<{ id: string }>(FIND_USER_ID, [ctx.appId, ...values]);
        if (!named) throw userNotFound();
        const address = await accountIndex(this.keyring, tx, ctx.appId, type, detailsOf(body.matchCriteria).externalId);
        const find = async () => (await tx.query<Row<ClientRow>>(FIND_BY_ADDRESS, [ctx.appId, integrationId, address]))[0];
        const before = await find();
        const users = await tx.query<Row<UserRow>>(LOCK_USERS_TO_LINK, [ctx.appId, [named.id, ...(before ? [before.user_id] : [])]]);
        const user = users.find(({ id }) => id === named.id);
        if (!user) throw userNotFound();
        const client = await find();
        const owning = client && users.find(({ id }) => id === client.user_id);
        if (client && !owning) throw new ChangedHands();
        return this.make(tx, ctx, { body, user, address, ...(await this.target(tx, ctx, user, body)), ...(client && owning && { taken: { client, user: owning } }) });
      });
    } catch (error) {
      if (error instanceof ChangedHands) return undefined;
      throw error;
    }
  }

  /** Locks what the link leads to. */
  private async target(tx: Sql, { appId }: RequestContext, user: UserRow, { matchCriteria: { type, integrationId }, target: { conversationId } }: ClientCreate) {
    const [integration] = await tx.query<{ type: string }>(SHARE_INTEGRATION, [appId, integrationId]);
    if (!integration) throw integrationNotFound();
    if (integration.type !== type) throw invalid(`matchCriteria.integrationId should be an integration of type ${type}`);
    const conversation = await lockConversation(tx, appId, conversationId);
    if (conversation.type !== 'personal') throw invalid('target.conversationId should be a conversation of type personal');
    const [participant] = await tx.query<{ id: string }>(FIND_PARTICIPANT, [appId, conversationId, user.id]);
    if (!participant) throw notAMember();
    return { conversation, participantId: participant.id };
  }

  private async make(tx: Sql, ctx: RequestContext, link: Link): Promise<Client> {
    const { appId } = ctx;
    const { user, conversation, taken, body: { matchCriteria: { type, integrationId } } } = link;
    if (taken?.user.id === user.id && isDecided(link.body)) return this.confirm(tx, ctx, link, taken.client);
    const pending: Client = { id: newId(), type, status: 'pending', integrationId };
    await appendClientEvent(tx, appId, 'client:add', { user, client: pending, conversation }, { reason: 'channelLinking', source: API_SOURCE });
    if (!isDecided(link.body))
      await appendClientEvent(tx, appId, 'client:remove', { user, client: pending, conversation }, { reason: 'linkFailed', error: NOT_CONNECTED, source: API_SOURCE });
    else if (taken && (await this.merging.mayMerge(tx, ctx, user, taken.user)))
      await this.merge(tx, ctx, link, pending, taken);
    else {
      if (taken) await this.take(tx, ctx, taken);
      await this.confirm(tx, ctx, link, await this.insert(tx, ctx, link, pending));
    }
    return pending;
  }

  /** Attaches a client to the conversation, and tells that it is active. */
  private async confirm(tx: Sql, { appId }: RequestContext, { user, conversation, participantId, body: { matchCriteria: { primary = true } } }: Link, client: ClientRow): Promise<Client> {
    await tx.query(ATTACH_CLIENT, [appId, conversation.id, participantId, client.id, primary]);
    await appendClientEvent(tx, appId, 'client:update', { user, client, conversation }, { reason: 'confirmed' });
    return (await openClients(this.keyring, tx, appId, [client])).get(client.id) ?? { id: client.id, type: client.type, status: client.status };
  }

  private async insert(tx: Sql, { appId }: RequestContext, { body: { matchCriteria }, user, address }: Link, { id = '' }: Client): Promise<ClientRow> {
    const [cell] = await this.keyring.seal(tx, owner(appId, user.id), [clientItem(id, detailsOf(matchCriteria))]);
    const [row] = await tx.query<Row<ClientRow>>(INSERT_CLIENT, [appId, id, user.id, matchCriteria.type, matchCriteria.integrationId, new Date(wallClock()), cell]);
    if (!row) throw new Error('An insert answered no row');
    const listed = await tx.query(LIST_ADDRESS, [appId, matchCriteria.integrationId, address, id]);
    if (listed.length === 0) throw new ChangedHands();
    return row;
  }

  /** "The client was transferred to another user due to a channel link" (openapi.yaml, client:remove). */
  private async take(tx: Sql, ctx: RequestContext, { client, user }: NonNullable<Link['taken']>): Promise<void> {
    await refuseIfHeld(tx, ctx.appId, [{ type: 'user', id: user.id }]);
    const [conversation] = await tx.query<Row<ConversationRow>>(LOCK_CONVERSATION_OF_CLIENT, [ctx.appId, client.id]);
    await tx.query(DELETE_CLIENT, [ctx.appId, client.id]);
    await appendClientEvent(tx, ctx.appId, 'client:remove', { user, client, conversation }, { reason: 'theft', source: API_SOURCE });
    await recordAct(tx, callerOf(ctx), { action: 'client:delete', target: { type: 'client', id: client.id }, details: { reason: 'theft' } });
  }

  /** The client that was there stays, and is the surviving user's; the pending one is discarded (openapi.yaml, mergedClients). */
  private async merge(tx: Sql, ctx: RequestContext, link: Link, pending: Client, taken: NonNullable<Link['taken']>): Promise<void> {
    const { user, client } = await this.merging.merge(tx, ctx, { surviving: link.user, discarded: taken.user, clients: { surviving: taken.client, discarded: pending } });
    await this.confirm(tx, ctx, { ...link, user }, client);
  }
}

/** The account is another user's than the ones who are locked. */
class ChangedHands extends Error {}
