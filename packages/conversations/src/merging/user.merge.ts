import { Injectable } from '@nestjs/common';
import { handOver } from '@parley/attachments';
import { recordAct, type Actor, type Details } from '@parley/audit-log';
import type { Client } from '@parley/contracts';
import { Keyring, type CellReference } from '@parley/crypto-at-rest';
import { Erasures } from '@parley/erasure';
import type { AppId } from '@parley/kernel';
import { refuseIfHeld } from '@parley/legal-hold';
import { appendEvent, type Sql } from '@parley/persistence';
import { quotedDetails } from '../conversations.events.js';
import { clientSkeleton, quotedClient } from '../clients/client.mapper.js';
import type { ClientRow } from '../clients/client.row.js';
import { FIND_CLIENT } from '../clients/clients.queries.js';
import { hideUser, lockConversationsOf } from '../erasure/hiding.js';
import { openUser, owner, userItems, userSkeleton } from '../users/user.mapper.js';
import { detailsOfUser, type UserRow } from '../users/user.row.js';
import { UPDATE_USER } from '../users/users.queries.js';
import { mergedDetails } from './merged-details.js';
import { BOTH_ANONYMOUS, COUNT_MOVES, MARK_MERGED, MOVE_PARTICIPANTS } from './merge.queries.js';
import { moveClients, moveMessages } from './moving.js';

type Row<Of> = Of & Record<string, unknown>;

/** Two users who are found to be one, both locked by the caller, and the clients that showed it. */
interface Merger {
  readonly surviving: UserRow;
  readonly discarded: UserRow;
  readonly clients: { readonly surviving: ClientRow; readonly discarded: Client };
}

/** Who makes one of them, and what the record says beside. */
interface MergedBy {
  readonly appId: AppId;
  readonly actor: Actor;
  readonly details?: Details;
}

/** Makes one user of two (docs/decisions/0100). */
@Injectable()
export class UserMerge {
  constructor(
    private readonly keyring: Keyring,
    private readonly erasures: Erasures,
  ) {}

  /** Whether a link of one's account makes both one user: when neither is identified (semantics §11). The caller holds their locks. */
  async mayMerge(tx: Sql, appId: AppId, one: UserRow, other: UserRow): Promise<boolean> {
    const [answer] = await tx.query<{ both: boolean }>(BOTH_ANONYMOUS, [appId, [one.id, other.id]]);
    return answer?.both === true;
  }

  /**
   * What the discarded user has becomes the surviving one's, sealed under that one's key: conversations, clients, devices, what he said,
   * profile, metadata, identities. His id is nobody's from now on, and his key is destroyed as a deleted user's.
   * Emits user:merge. Answers the surviving user and the client that moved. Raises legal_hold.
   */
  async merge(tx: Sql, { appId, actor, details: more }: MergedBy, { surviving, discarded, clients }: Merger): Promise<{ readonly user: UserRow; readonly client: ClientRow }> {
    const move = { appId, from: discarded.id, to: surviving.id };
    const conversations = await lockConversationsOf(tx, appId, discarded.id);
    await refuseIfHeld(tx, appId, [{ type: 'user', id: discarded.id }]);
    const gone = await openUser(this.keyring, tx, appId, discarded);
    const { details, discardedMetadata } = mergedDetails(await openUser(this.keyring, tx, appId, surviving), gone);
    for (const { id } of conversations) await moveMessages(this.keyring, tx, move, id);
    await moveClients(this.keyring, tx, move);
    await tx.query(COUNT_MOVES, [appId, discarded.id]);
    for (const each of MOVE_PARTICIPANTS) await tx.query(each, [appId, discarded.id, surviving.id]);
    await handOver(tx, appId, { from: discarded.id, to: surviving.id });
    const cells = await this.keyring.seal(tx, owner(appId, surviving.id), userItems(surviving.id, details));
    const user = found(await tx.query<Row<UserRow>>(UPDATE_USER, [appId, surviving.id, earlier(surviving, discarded), discarded.to_be_retained === true ? true : null, ...cells]));
    const client = found(await tx.query<Row<ClientRow>>(FIND_CLIENT, [appId, surviving.id, clients.surviving.id]));
    const { externalId, profile, metadata, identities } = gone;
    await this.tell(tx, appId, { user, client, discarded, pending: clients.discarded, words: { mergedUsers: { discarded: { externalId, profile, metadata, identities } }, discardedMetadata } });
    const erasureId = await this.erasures.request(tx, { appId, kind: 'user', targetId: discarded.id, subjects: [{ subject: `user:${discarded.id}` }], by: actor });
    await hideUser(tx, appId, discarded.id, [], erasureId);
    await tx.query(MARK_MERGED, [appId, discarded.id, surviving.id]);
    await recordAct(tx, actor, { action: 'user:merge', target: { type: 'user', id: discarded.id }, details: { erasureId, survivingUserId: surviving.id, ...more } });
    return { user, client };
  }

  /** Quotes nothing under the key that goes: what the discarded user was called is sealed for it under the surviving one's. */
  private async tell(
    tx: Sql, appId: AppId,
    { user, client, discarded, pending, words }: { readonly user: UserRow; readonly client: ClientRow; readonly discarded: UserRow; readonly pending: Client; readonly words: object },
  ): Promise<void> {
    const place = detailsOfUser(discarded.id);
    const [cell = null] = await this.keyring.seal(tx, owner(appId, user.id), [{ place, value: words }]);
    const quoted: (readonly [CellReference, Buffer | null])[] = [
      quotedDetails({ at: 'mergedUsers.surviving', row: user }), [['', `user:${user.id}`, place.table, place.row, place.column], cell], quotedClient('mergedClients.surviving', client),
    ];
    await appendEvent(tx, {
      appId, type: 'user:merge', orderKey: user.id,
      skeleton: {
        mergedUsers: { surviving: userSkeleton(user), discarded: userSkeleton(discarded) }, mergedClients: { surviving: clientSkeleton(client), discarded: pending },
        reason: 'channelLinking',
      },
      references: quoted.map(([reference]) => reference), cells: quoted.map(([, each]) => each),
    });
  }
}

const earlier = ({ signed_up_at: one }: UserRow, { signed_up_at: other }: UserRow): Date => (one < other ? one : other);

function found<Of>([row]: readonly Of[]): Of {
  if (row === undefined) throw new Error('A row that is locked was not there');
  return row;
}
