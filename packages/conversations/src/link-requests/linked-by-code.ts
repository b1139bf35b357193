import { Injectable } from '@nestjs/common';
import { PARLEY, type Actor } from '@parley/audit-log';
import type { InboundStart } from '@parley/contracts';
import { Keyring } from '@parley/crypto-at-rest';
import { asAccountId, type AppId } from '@parley/kernel';
import { isHeld } from '@parley/legal-hold';
import type { Sql } from '@parley/persistence';
import { AccountTaken } from '../clients/account-taken.js';
import { ClientLinking } from '../clients/client-linking.js';
import { LOCK_USERS_TO_LINK } from '../clients/client-links.queries.js';
import { accountIndexes, findByNames } from '../clients/client.address.js';
import { SHARE_INTEGRATION } from '../clients/clients.queries.js';
import { sourceOf, type ChannelIntegration } from '../inbound/channel.js';
import { detailsOf } from '../inbound/told-details.js';
import type { UserRow } from '../users/user.row.js';
import { isLinkCode, linkCodeIndex } from './link-code.js';
import { lockPlace } from './link-place.js';
import { FIND_LINK_REQUEST, USE_LINK_REQUEST } from './link-requests.queries.js';

type Row<Of> = Of & Record<string, unknown>;

interface Waiting extends Record<string, unknown> {
  readonly id: string;
  readonly user_id: string;
  readonly conversation_id: string;
  readonly requested_by: string;
}

/** People who come to a channel by a link that the business gave them (docs/decisions/0158). */
@Injectable()
export class LinkedByCode {
  constructor(
    private readonly keyring: Keyring,
    private readonly linking: ClientLinking,
  ) {}

  /**
   * Has who opens a link be the user whom it was made for: as CreateClient links, with its events. Answers whether it was such a link;
   * one that is unknown, over, used, of a user who is gone, or that would take something from a user whom a legal hold reaches, is none,
   * and changes nothing. Raises AccountTaken.
   */
  async link(tx: Sql, appId: AppId, channel: ChannelIntegration, { referral, person, at }: InboundStart): Promise<boolean> {
    const request = referral && (await this.waiting(tx, appId, channel, referral.code));
    if (!request || (await tx.query(SHARE_INTEGRATION, [appId, channel.integrationId])).length === 0) return false;
    const names = await accountIndexes(this.keyring, tx, appId, channel.type, person);
    const find = () => findByNames(tx, appId, channel.integrationId, names);
    const before = await find();
    const users = await tx.query<Row<UserRow>>(LOCK_USERS_TO_LINK, [appId, [request.user_id, ...(before ? [before.user_id] : [])]]);
    const [user, client] = [users.find(({ id }) => id === request.user_id), await find()];
    const owning = client && users.find(({ id }) => id === client.user_id);
    if (client && !owning) throw new AccountTaken();
    if (!user || (owning && owning.id !== user.id && (await isHeld(tx, appId, [{ type: 'user', id: owning.id }])))) return false;
    if ((await tx.query(USE_LINK_REQUEST, [appId, request.id])).length === 0) return false;
    const by = { appId, actor: await actorOn(tx, appId), source: sourceOf(channel, at), details: { linkRequestId: request.id, requestedBy: request.requested_by } };
    const place = await lockPlace(tx, appId, user.id, request.conversation_id);
    await this.linking.link(tx, by, {
      account: { type: channel.type, integrationId: channel.integrationId, details: detailsOf(person) },
      user, place: place && { ...place, primary: true }, ...(client && owning && { taken: { client, user: owning } }),
    });
    return true;
  }

  private async waiting(tx: Sql, appId: AppId, { integrationId }: ChannelIntegration, code: string): Promise<Waiting | undefined> {
    if (!isLinkCode(code)) return undefined;
    const [request] = await tx.query<Waiting>(FIND_LINK_REQUEST, [appId, integrationId, await linkCodeIndex(this.keyring, tx, appId, integrationId, code)]);
    return request;
  }
}

const ACCOUNT = { name: 'link-request-account', text: 'select account_id from apps where id = $1' };

/** What becomes of others by a link is on the record as Parley's, for no key asks for it now. */
async function actorOn(tx: Sql, appId: AppId): Promise<Actor> {
  const [app] = await tx.query<{ account_id: string }>(ACCOUNT, [appId]);
  return { ...PARLEY, appId, ...(app && { accountId: asAccountId(app.account_id) }) };
}
