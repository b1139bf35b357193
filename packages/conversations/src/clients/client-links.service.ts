import { Injectable } from '@nestjs/common';
import { callerOf } from '@parley/audit-log';
import type { Client, ClientCreate } from '@parley/contracts';
import { Keyring } from '@parley/crypto-at-rest';
import type { RequestContext } from '@parley/kernel';
import { Database, WakeUp, type Sql } from '@parley/persistence';
import { integrationNotFound, invalid, linkedMeanwhile, userNotFound } from '../conversations.errors.js';
import { API_SOURCE } from '../conversations.events.js';
import { lockPersonal } from '../conversations/personal-conversation.js';
import { addressOfPath, addressValues } from '../users/user.address.js';
import type { UserRow } from '../users/user.row.js';
import { FIND_USER_ID } from '../users/users.queries.js';
import { AccountTaken } from './account-taken.js';
import { accountIndexes, findByNames } from './client.address.js';
import { appendClientEvent } from './client.events.js';
import { ClientLinking, type Link, type Linker } from './client-linking.js';
import { LOCK_USERS_TO_LINK } from './client-links.queries.js';
import { SHARE_INTEGRATION } from './clients.queries.js';
import { detailsOf, checkConfirmation, isDecided, NOT_CONNECTED } from './link.rules.js';

type Row<Of> = Of & Record<string, unknown>;

/** How often a link is begun anew because its account changed hands meanwhile. */
const ATTEMPTS = 5;

/** Links users to channels (docs/decisions/0098). */
@Injectable()
export class ClientLinksService {
  constructor(
    private readonly db: Database,
    private readonly wakeUp: WakeUp,
    private readonly keyring: Keyring,
    private readonly linking: ClientLinking,
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
        const names = await accountIndexes(this.keyring, tx, ctx.appId, type, detailsOf(body.matchCriteria));
        const find = () => findByNames(tx, ctx.appId, integrationId, names);
        const before = await find();
        const users = await tx.query<Row<UserRow>>(LOCK_USERS_TO_LINK, [ctx.appId, [named.id, ...(before ? [before.user_id] : [])]]);
        const user = users.find(({ id }) => id === named.id);
        if (!user) throw userNotFound();
        const client = await find();
        const owning = client && users.find(({ id }) => id === client.user_id);
        if (client && !owning) throw new AccountTaken();
        const account = { type, integrationId, details: detailsOf(body.matchCriteria) };
        return this.make(tx, ctx, body, { account, user, place: await this.place(tx, ctx, user, body), ...(client && owning && { taken: { client, user: owning } }) });
      });
    } catch (error) {
      if (error instanceof AccountTaken) return undefined;
      throw error;
    }
  }

  /** Locks what the link leads to. */
  private async place(
    tx: Sql, { appId }: RequestContext, user: UserRow, { matchCriteria: { type, integrationId, primary = true }, target: { conversationId } }: ClientCreate,
  ): Promise<NonNullable<Link['place']>> {
    const [integration] = await tx.query<{ type: string }>(SHARE_INTEGRATION, [appId, integrationId]);
    if (!integration) throw integrationNotFound();
    if (integration.type !== type) throw invalid(`matchCriteria.integrationId should be an integration of type ${type}`);
    return { ...(await lockPersonal(tx, appId, user.id, conversationId, 'target.conversationId')), primary };
  }

  /** A link that somebody would have to confirm first fails: nothing can reach him. */
  private async make(tx: Sql, ctx: RequestContext, body: ClientCreate, link: Link): Promise<Client> {
    const by: Linker = { appId: ctx.appId, actor: callerOf(ctx), source: API_SOURCE };
    if (isDecided(body)) return this.linking.link(tx, by, link);
    const client = await this.linking.begin(tx, by, link);
    await appendClientEvent(tx, ctx.appId, 'client:remove', { user: link.user, client, conversation: link.place?.conversation }, { reason: 'linkFailed', error: NOT_CONNECTED, source: API_SOURCE });
    return client;
  }
}
