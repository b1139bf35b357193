import { Injectable } from '@nestjs/common';
import { callerOf, recordAct } from '@parley/audit-log';
import type { Client } from '@parley/contracts';
import { Keyring } from '@parley/crypto-at-rest';
import { isId, type RequestContext } from '@parley/kernel';
import { refuseIfHeld } from '@parley/legal-hold';
import { Database, keysetPage, mapPage, WakeUp, type Page, type PageRequest } from '@parley/persistence';
import { clientNotFound, isOfSdk, userNotFound } from '../conversations.errors.js';
import { API_SOURCE } from '../conversations.events.js';
import { addressOfPath, addressValues } from '../users/user.address.js';
import type { UserRow } from '../users/user.row.js';
import { FIND_USER_ID, LOCK_USER } from '../users/users.queries.js';
import { appendClientEvent } from './client.events.js';
import { openClients } from './client.mapper.js';
import type { ClientRow } from './client.row.js';
import { DELETE_CLIENT, FIND_CLIENT, LIST_CLIENTS } from './clients.queries.js';

type Row<Of> = Of & Record<string, unknown>;

/** Whose clients, by a path segment that may be his id or his external id. */
interface Whose {
  readonly userIdOrExternalId: string;
  readonly brandId?: string;
}

/** A user on channels and SDKs: list, remove. `ClientLinksService` makes clients. */
@Injectable()
export class ClientsService {
  constructor(
    private readonly db: Database,
    private readonly wakeUp: WakeUp,
    private readonly keyring: Keyring,
  ) {}

  /** In the order of their ids. Raises user_not_found. */
  async list(ctx: RequestContext, { page, ...whose }: Whose & { readonly page: PageRequest }): Promise<Page<Client>> {
    const sql = this.db.app(ctx.appId);
    const [user] = await sql.query<{ id: string }>(FIND_USER_ID, [ctx.appId, ...(await addressValues(this.keyring, sql, ctx.appId, addressOfPath(whose.userIdOrExternalId, whose.brandId)))]);
    if (!user) throw userNotFound();
    const rows = await keysetPage<Row<ClientRow>>(sql, { select: LIST_CLIENTS, values: [ctx.appId, user.id], id: 'c.id' }, page);
    const clients = await openClients(this.keyring, sql, ctx.appId, rows.items);
    return mapPage(rows, ({ id }) => clients.get(id));
  }

  /** Takes it out of all conversations. Emits client:remove. Raises user_not_found, client_not_found, bad_request for one of type `sdk`, legal_hold. */
  async remove(ctx: RequestContext, { clientId, ...whose }: Whose & { readonly clientId: string }): Promise<void> {
    await this.db.app(ctx.appId).transaction(async (tx) => {
      const [user] = await tx.query<Row<UserRow>>(LOCK_USER, [ctx.appId, ...(await addressValues(this.keyring, tx, ctx.appId, addressOfPath(whose.userIdOrExternalId, whose.brandId)))]);
      if (!user) throw userNotFound();
      const [client] = isId(clientId) ? await tx.query<Row<ClientRow>>(FIND_CLIENT, [ctx.appId, user.id, clientId]) : [];
      if (!client) throw clientNotFound();
      if (client.type === 'sdk') throw isOfSdk();
      await refuseIfHeld(tx, ctx.appId, [{ type: 'user', id: user.id }]);
      await tx.query(DELETE_CLIENT, [ctx.appId, client.id]);
      await appendClientEvent(tx, ctx.appId, 'client:remove', { user, client }, { reason: 'api', source: API_SOURCE });
      await recordAct(tx, callerOf(ctx), { action: 'client:delete', target: { type: 'client', id: client.id } });
    });
    this.wakeUp.signal();
  }
}
