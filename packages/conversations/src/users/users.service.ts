import { Injectable } from '@nestjs/common';
import type { UserCreateBody, UserUpdateBody } from '@parley/contracts';
import { Keyring } from '@parley/crypto-at-rest';
import { mergeMetadata, newId, wallClock, type RequestContext } from '@parley/kernel';
import { Database, idempotently, keysetPage, mapPage, type Page, type PageRequest, type Sql } from '@parley/persistence';
import { invalid, userExists, userNotFound } from '../conversations.errors.js';
import { sealedAnswers } from '../sealed-answers.js';
import { addressOfPath, addressValues, emailIndex, externalIdIndex } from './user.address.js';
import { openUser, openUsers, owner, userItems } from './user.mapper.js';
import { mergeProfile } from './user.profile.js';
import type { User } from './user.js';
import type { UserDetails, UserRow } from './user.row.js';
import { FIND_USER, INSERT_USER, LIST_BY_EMAIL, LOCK_USER, UPDATE_USER } from './users.queries.js';

type Row = UserRow & Record<string, unknown>;

/** Users of an app: create, find, change. `UserRemoval` deletes them. */
@Injectable()
export class UsersService {
  constructor(
    private readonly db: Database,
    private readonly keyring: Keyring,
  ) {}

  /** Raises conflict when the external id is taken, within a brand when one is given (openapi.yaml, CreateUser). */
  create(ctx: RequestContext, input: UserCreateBody): Promise<User> {
    const answers = sealedAnswers<User>(this.keyring, ctx, ({ id }) => [`user:${id}`]);
    return idempotently(this.db.app(ctx.appId), ctx, (tx) => this.insert(tx, ctx, input), answers);
  }

  /** By an address among their identities, in the order of their ids; within a brand when one is given (openapi.yaml, ListUsers). */
  async list(ctx: RequestContext, input: { readonly email?: string; readonly brandId?: string; readonly page: PageRequest }): Promise<Page<User>> {
    const { email, brandId, page } = input;
    if (!email) throw invalid('filter[identities.email] is required');
    const sql = this.db.app(ctx.appId);
    const query = { select: LIST_BY_EMAIL, values: [ctx.appId, await emailIndex(this.keyring, sql, ctx.appId, email), brandId ?? null], id: 'e.user_id' };
    const rows = await keysetPage<Row>(sql, query, page);
    const users = await openUsers(this.keyring, sql, ctx.appId, rows.items);
    return mapPage(rows, ({ id }) => users.get(id));
  }

  /** By id, else by external id. Raises user_not_found. */
  async get(ctx: RequestContext, input: { readonly userIdOrExternalId: string; readonly brandId?: string }): Promise<User> {
    const sql = this.db.app(ctx.appId);
    const [row] = await sql.query<Row>(FIND_USER, await this.values(sql, ctx, input));
    if (!row) throw userNotFound();
    return openUser(this.keyring, sql, ctx.appId, row);
  }

  /** Merges profile and metadata key by key; `null` clears a key. Raises user_not_found. */
  update(ctx: RequestContext, input: { readonly userIdOrExternalId: string; readonly brandId?: string; readonly change: UserUpdateBody }): Promise<User> {
    const { change } = input;
    return this.db.app(ctx.appId).transaction(async (tx) => {
      const [row] = await tx.query<Row>(LOCK_USER, await this.values(tx, ctx, input));
      if (!row) throw userNotFound();
      const { externalId, identities, profile, metadata } = await openUser(this.keyring, tx, ctx.appId, row);
      const details: UserDetails = { externalId, identities, profile: mergeProfile(profile, change.profile), metadata: mergeMetadata(metadata, change.metadata, 'User') };
      const cells = await this.keyring.seal(tx, owner(ctx.appId, row.id), userItems(row.id, details));
      const [updated] = await tx.query<Row>(UPDATE_USER, [
        ctx.appId, row.id, change.signedUpAt ? new Date(change.signedUpAt) : null, change.toBeRetained ?? null, ...cells,
      ]);
      if (!updated) throw userNotFound();
      return openUser(this.keyring, tx, ctx.appId, updated);
    });
  }

  private async insert(tx: Sql, ctx: RequestContext, input: UserCreateBody): Promise<User> {
    const [id, now] = [newId(), new Date(wallClock())];
    const { externalId, brandId, signedUpAt, toBeRetained } = input;
    const details: UserDetails = { externalId, profile: mergeProfile({}, input.profile), metadata: mergeMetadata({}, input.metadata, 'User') };
    const index = externalId ? await externalIdIndex(this.keyring, tx, ctx.appId, externalId) : null;
    const [cells = []] = await this.keyring.create(tx, ctx.appId, [{ subject: `user:${id}`, items: userItems(id, details) }]);
    const [row] = await tx.query<Row>(INSERT_USER, [ctx.appId, id, ...cells, index, brandId ?? null, signedUpAt ? new Date(signedUpAt) : now, toBeRetained ?? null, now]);
    if (!row) throw userExists();
    return openUser(this.keyring, tx, ctx.appId, row);
  }

  private async values(sql: Sql, ctx: RequestContext, { userIdOrExternalId, brandId }: { readonly userIdOrExternalId: string; readonly brandId?: string }) {
    return [ctx.appId, ...(await addressValues(this.keyring, sql, ctx.appId, addressOfPath(userIdOrExternalId, brandId)))];
  }
}
