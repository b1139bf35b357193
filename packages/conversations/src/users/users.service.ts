import { Injectable } from '@nestjs/common';
import type { UserCreateBody, UserUpdateBody } from '@parley/contracts';
import { mergeMetadata, newId, wallClock, type RequestContext } from '@parley/kernel';
import { Database, idempotently, keysetPage, mapPage, type Page, type PageRequest } from '@parley/persistence';
import { invalid, userExists, userNotFound } from '../conversations.errors.js';
import { addressOfPath, addressValues, externalIdHash } from './user.address.js';
import { mergeProfile } from './user.profile.js';
import type { User } from './user.js';
import { FIND_USER, INSERT_USER, LIST_BY_EMAIL, LOCK_USER, UPDATE_USER } from './users.queries.js';

interface Row {
  readonly user: User;
}

/** Users of an app: create, find, change. `UserRemoval` deletes them. */
@Injectable()
export class UsersService {
  constructor(private readonly db: Database) {}

  /** Raises conflict when the external id is taken, within a brand when one is given (openapi.yaml, CreateUser). */
  create(ctx: RequestContext, input: UserCreateBody): Promise<User> {
    return idempotently(this.db.app(ctx.appId), ctx, async (tx) => {
      const now = new Date(wallClock());
      const [row] = await tx.query<Row>(INSERT_USER, [
        ctx.appId, newId(), input.externalId ?? null, input.externalId ? externalIdHash(input.externalId) : null, input.brandId ?? null,
        input.signedUpAt ? new Date(input.signedUpAt) : now, input.toBeRetained ?? null,
        mergeProfile({}, input.profile), mergeMetadata({}, input.metadata, 'User'), now,
      ]);
      if (!row) throw userExists();
      return row.user;
    });
  }

  /** By an address among their identities, in the order of their ids; within a brand when one is given (openapi.yaml, ListUsers). */
  async list(ctx: RequestContext, input: { readonly email?: string; readonly brandId?: string; readonly page: PageRequest }): Promise<Page<User>> {
    const { email, brandId, page } = input;
    if (!email) throw invalid('filter[identities.email] is required');
    const query = { select: LIST_BY_EMAIL, values: [ctx.appId, email, brandId ?? null], id: 'e.user_id' };
    return mapPage(await keysetPage<Row & { id: string }>(this.db.app(ctx.appId), query, page), ({ user }) => user);
  }

  /** By id, else by external id. Raises user_not_found. */
  async get(ctx: RequestContext, input: { readonly userIdOrExternalId: string; readonly brandId?: string }): Promise<User> {
    const values = [ctx.appId, ...addressValues(addressOfPath(input.userIdOrExternalId, input.brandId))];
    const [row] = await this.db.app(ctx.appId).query<Row>(FIND_USER, values);
    if (!row) throw userNotFound();
    return row.user;
  }

  /** Merges profile and metadata key by key; `null` clears a key. Raises user_not_found. */
  update(ctx: RequestContext, input: { readonly userIdOrExternalId: string; readonly brandId?: string; readonly change: UserUpdateBody }): Promise<User> {
    const { change } = input;
    return this.db.app(ctx.appId).transaction(async (tx) => {
      const values = [ctx.appId, ...addressValues(addressOfPath(input.userIdOrExternalId, input.brandId))];
      const [row] = await tx.query<Row>(LOCK_USER, values);
      if (!row) throw userNotFound();
      const [updated] = await tx.query<Row>(UPDATE_USER, [
        ctx.appId, row.user.id, change.signedUpAt ? new Date(change.signedUpAt) : null, change.toBeRetained ?? null,
        mergeProfile(row.user.profile, change.profile), mergeMetadata(row.user.metadata, change.metadata, 'User'),
      ]);
      if (!updated) throw userNotFound();
      return updated.user;
    });
  }
}
