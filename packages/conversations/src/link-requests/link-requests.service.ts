import { Injectable } from '@nestjs/common';
import type { LinkRequest, LinkRequestCreateBody } from '@parley/contracts';
import { Keyring } from '@parley/crypto-at-rest';
import { isId, newId, timestamp, wallClock, type RequestContext } from '@parley/kernel';
import { Database, WakeUp, type Sql } from '@parley/persistence';
import { SHARE_INTEGRATION } from '../clients/clients.queries.js';
import { integrationNotFound, linkRequestNotFound, userNotFound } from '../conversations.errors.js';
import { API_SOURCE } from '../conversations.events.js';
import type { ConversationRow } from '../conversations/conversation.row.js';
import { announceConversation, beginConversation, lockPersonal } from '../conversations/personal-conversation.js';
import { LOCK_NEW_USER } from '../participants/participants.queries.js';
import { addressOfPath, addressValues } from '../users/user.address.js';
import type { UserRow } from '../users/user.row.js';
import { FIND_USER_ID } from '../users/users.queries.js';
import { linkCodeIndex, newLinkCode } from './link-code.js';
import { lockPlace } from './link-place.js';
import { INSERT_LINK_REQUEST, REVOKE_LINK_REQUEST } from './link-requests.queries.js';

type Row<Of> = Of & Record<string, unknown>;

/** For how long a link can be opened. */
const VALID_MS = 24 * 3600 * 1000;

/** Whose request, by a path segment that may be his id or his external id. */
interface Whose {
  readonly userIdOrExternalId: string;
  readonly brandId?: string;
}

/** A link request before its channel has made a link of it. */
export type LinkCode = Omit<LinkRequest, 'url'>;

/** Links by which users come to channels (docs/decisions/0158); `LinkedByCode` takes them when they are opened. */
@Injectable()
export class LinkRequestsService {
  constructor(
    private readonly db: Database,
    private readonly wakeUp: WakeUp,
    private readonly keyring: Keyring,
  ) {}

  /**
   * Makes a code for a user at an integration, valid for a day and once, and answers it this once. It goes on in a conversation of his:
   * without one named in the default one, which is made where he has none (conversation:create, linkRequest).
   * Raises user_not_found, integration_not_found, conversation_not_found, not_found when he takes no part, bad_request for a group.
   */
  async create(ctx: RequestContext, { body: { integrationId, conversationId }, ...whose }: Whose & { readonly body: LinkRequestCreateBody }): Promise<LinkCode> {
    const { appId } = ctx;
    const made = await this.db.app(appId).transaction(async (tx) => {
      const [user] = await tx.query<Row<UserRow>>(LOCK_NEW_USER, [appId, ...(await this.address(tx, ctx, whose))]);
      if (!user) throw userNotFound();
      if ((await tx.query(SHARE_INTEGRATION, [appId, integrationId])).length === 0) throw integrationNotFound();
      const conversation = conversationId === undefined
        ? await this.ownConversation(tx, ctx, user) : (await lockPersonal(tx, appId, user.id, conversationId, 'conversationId')).conversation;
      const [id, code, expires] = [newId(), newLinkCode(), new Date(wallClock() + VALID_MS)];
      const index = await linkCodeIndex(this.keyring, tx, appId, integrationId, code);
      await tx.query(INSERT_LINK_REQUEST, [appId, id, integrationId, index, user.id, conversation.id, ctx.principal.keyId, expires]);
      return { id, integrationId, conversationId: conversation.id, code, expiresAt: timestamp(expires) };
    });
    this.wakeUp.signal();
    return made;
  }

  /** Has the link lead nowhere. Raises user_not_found; not_found for one that was used, is over, or was never his. */
  async revoke(ctx: RequestContext, { linkRequestId, ...whose }: Whose & { readonly linkRequestId: string }): Promise<void> {
    const sql = this.db.app(ctx.appId);
    const [user] = await sql.query<{ id: string }>(FIND_USER_ID, [ctx.appId, ...(await this.address(sql, ctx, whose))]);
    if (!user) throw userNotFound();
    const revoked = isId(linkRequestId) ? await sql.query(REVOKE_LINK_REQUEST, [ctx.appId, linkRequestId, user.id]) : [];
    if (revoked.length === 0) throw linkRequestNotFound();
  }

  private address(sql: Sql, { appId }: RequestContext, { userIdOrExternalId, brandId }: Whose) {
    return addressValues(this.keyring, sql, appId, addressOfPath(userIdOrExternalId, brandId));
  }

  private async ownConversation(tx: Sql, { appId }: RequestContext, user: UserRow): Promise<ConversationRow> {
    const there = await lockPlace(tx, appId, user.id);
    if (there) return there.conversation;
    const { conversation } = await beginConversation(tx, this.keyring, appId, user);
    await announceConversation(tx, appId, conversation, user, { reason: 'linkRequest', source: API_SOURCE });
    return conversation;
  }
}
