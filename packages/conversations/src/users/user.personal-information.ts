import { Injectable } from '@nestjs/common';
import { callerOf, recordAct } from '@parley/audit-log';
import { Keyring } from '@parley/crypto-at-rest';
import { Erasures } from '@parley/erasure';
import { wallClock, type RequestContext } from '@parley/kernel';
import { refuseIfHeld } from '@parley/legal-hold';
import { Database } from '@parley/persistence';
import { userNotFound } from '../conversations.errors.js';
import { readKept, sealKept } from '../clients/client.personal-information.js';
import { nameToKeep } from './animal-names.js';
import { addressOfPath, addressValues } from './user.address.js';
import { openUser, owner, userItems } from './user.mapper.js';
import type { User } from './user.js';
import { userColumns, type UserDetails, type UserRow } from './user.row.js';
import { LOCK_USER } from './users.queries.js';

type Row = UserRow & Record<string, unknown>;

/**
 * His details before are kept, sealed by the key that is to go, for the erasure to be cancelled. `nameless_until` is later
 * than all he has said: by the second in which a post that was under way may still come.
 */
const CLEAR = {
  name: 'user-clear-personal-information',
  text: `
    with unlisted as (delete from user_addresses where app_id = $1 and user_id = $2)
    update users u set sealed_details = $3, sealed_name = ${nameToKeep('$4', '$5')}, former_details = coalesce(u.former_details, u.sealed_details),
      nameless_until = interval '1 second' + greatest($6::timestamptz, (
        select max(c.last_updated_at) from participants p join conversations c on c.app_id = p.app_id and c.id = p.conversation_id
        where p.app_id = $1 and p.user_id = $2))
    where u.app_id = $1 and u.id = $2
    returning ${userColumns('u')}`,
};

/** Deletes what is personal of users, and keeps what was said. */
@Injectable()
export class PersonalInformation {
  constructor(
    private readonly db: Database,
    private readonly keyring: Keyring,
    private readonly erasures: Erasures,
  ) {}

  /**
   * Clears name, e-mail address, avatar, identities and metadata, of clients name, avatar and what else channels say, and answers the user (openapi.yaml,
   * DeleteUserPersonalInformation). His messages stay without his name. What is kept of him (externalId, locale) is sealed
   * under a new key at once; the key of what was before is destroyed after PARLEY_ERASURE_DELAY. Raises user_not_found, legal_hold.
   */
  delete(ctx: RequestContext, input: { readonly userIdOrExternalId: string; readonly brandId?: string }): Promise<User> {
    return this.db.app(ctx.appId).transaction(async (tx) => {
      const address = addressOfPath(input.userIdOrExternalId, input.brandId);
      const [row] = await tx.query<Row>(LOCK_USER, [ctx.appId, ...(await addressValues(this.keyring, tx, ctx.appId, address))]);
      if (!row) throw userNotFound();
      await refuseIfHeld(tx, ctx.appId, [{ type: 'user', id: row.id }]);
      const kept = userItems(row.id, keptOf(await openUser(this.keyring, tx, ctx.appId, row)));
      const clients = await readKept(this.keyring, tx, ctx.appId, row.id);
      const generation = await this.keyring.renew(tx, owner(ctx.appId, row.id));
      const cells = await this.keyring.seal(tx, owner(ctx.appId, row.id), kept);
      await sealKept(this.keyring, tx, ctx.appId, row.id, clients);
      const erasureId = await this.erasures.request(tx, {
        appId: ctx.appId, kind: 'personal_information', targetId: row.id,
        subjects: [{ subject: `user:${row.id}`, throughGeneration: generation - 1 }], by: callerOf(ctx),
      });
      const [cleared] = await tx.query<Row>(CLEAR, [ctx.appId, row.id, ...cells, new Date(wallClock())]);
      if (!cleared) throw userNotFound();
      await recordAct(tx, callerOf(ctx), { action: 'user:deletePersonalInformation', target: { type: 'user', id: row.id }, details: { erasureId } });
      return openUser(this.keyring, tx, ctx.appId, cleared);
    });
  }
}

/** What no deletion of personal information takes. */
const keptOf = ({ externalId, profile: { locale } }: User): UserDetails => ({ externalId, profile: locale === undefined ? {} : { locale } });
