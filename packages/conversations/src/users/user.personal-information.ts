import { Injectable } from '@nestjs/common';
import { callerOf, recordAct } from '@parley/audit-log';
import { Keyring } from '@parley/crypto-at-rest';
import { Erasures } from '@parley/erasure';
import type { RequestContext } from '@parley/kernel';
import { refuseIfHeld } from '@parley/legal-hold';
import { Database } from '@parley/persistence';
import { userNotFound } from '../conversations.errors.js';
import { clearPersonalInformation } from './clear-personal-information.js';
import { addressOfPath, addressValues } from './user.address.js';
import { openUser } from './user.mapper.js';
import type { User } from './user.js';
import type { UserRow } from './user.row.js';
import { LOCK_USER } from './users.queries.js';

type Row = UserRow & Record<string, unknown>;

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
      const { cleared, generation } = await clearPersonalInformation(this.keyring, tx, ctx.appId, row);
      const erasureId = await this.erasures.request(tx, {
        appId: ctx.appId, kind: 'personal_information', targetId: row.id,
        subjects: [{ subject: `user:${row.id}`, throughGeneration: generation - 1 }], by: callerOf(ctx),
      });
      await recordAct(tx, callerOf(ctx), { action: 'user:deletePersonalInformation', target: { type: 'user', id: row.id }, details: { erasureId } });
      return openUser(this.keyring, tx, ctx.appId, cleared);
    });
  }
}
