import { Injectable } from '@nestjs/common';
import type { Device } from '@parley/contracts';
import { Keyring } from '@parley/crypto-at-rest';
import type { RequestContext } from '@parley/kernel';
import { Database, type Sql } from '@parley/persistence';
import { deviceNotFound, userNotFound } from '../conversations.errors.js';
import { addressOfPath, addressValues } from '../users/user.address.js';
import { FIND_USER_ID } from '../users/users.queries.js';
import { openDevices } from './device.mapper.js';
import type { DeviceRow } from './device.row.js';
import { FIND_DEVICE, LIST_DEVICES } from './devices.queries.js';

type Row = DeviceRow & Record<string, unknown>;

/** Whose devices, by a path segment that may be his id or his external id. */
interface Whose {
  readonly userIdOrExternalId: string;
  readonly brandId?: string;
}

/** Installations of SDKs; only SDKs make them (semantics §11). */
@Injectable()
export class DevicesService {
  constructor(
    private readonly db: Database,
    private readonly keyring: Keyring,
  ) {}

  /** The one last seen first. Raises user_not_found. */
  async list(ctx: RequestContext, whose: Whose): Promise<Device[]> {
    const sql = this.db.app(ctx.appId);
    return openDevices(this.keyring, sql, ctx.appId, await sql.query<Row>(LIST_DEVICES, [ctx.appId, await this.userId(sql, ctx, whose)]));
  }

  /** Raises user_not_found, device_not_found. */
  async get(ctx: RequestContext, { deviceId, ...whose }: Whose & { readonly deviceId: string }): Promise<Device> {
    const sql = this.db.app(ctx.appId);
    const rows = await sql.query<Row>(FIND_DEVICE, [ctx.appId, await this.userId(sql, ctx, whose), deviceId.replaceAll('\0', '')]);
    const [device] = await openDevices(this.keyring, sql, ctx.appId, rows);
    if (!device) throw deviceNotFound();
    return device;
  }

  private async userId(sql: Sql, { appId }: RequestContext, { userIdOrExternalId, brandId }: Whose): Promise<string> {
    const [user] = await sql.query<{ id: string }>(FIND_USER_ID, [appId, ...(await addressValues(this.keyring, sql, appId, addressOfPath(userIdOrExternalId, brandId)))]);
    if (!user) throw userNotFound();
    return user.id;
  }
}
