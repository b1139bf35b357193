import { randomUUID } from 'node:crypto';
import type { ScopedSql } from '@parley/persistence';
import { toDelivery, type Delivery, type DeliveryRow, type DeliveryTarget, type LaneKey, type LeasedLane } from './delivery.js';
import type { SlotBounds } from './lane-slots.js';
import { CLAIM, DELIVERED, DIED, DISCARD, HEADS, RELEASE, RENEW, RETRY } from './lanes.queries.js';

/** Webhooks looked at by one claim. */
const WALK = 64;

/** Where the next claim begins: behind this webhook. */
export interface Cursor {
  readonly appId: string;
  readonly webhookId: string;
}

export const START: Cursor = { appId: '', webhookId: '' };

export interface Claim {
  readonly lanes: readonly LeasedLane[];
  /** Where to go on; `START` when the last webhook has been passed. */
  readonly cursor: Cursor;
}

/** A lane's head with where it goes; the payload is loaded only while the lease is held. */
export interface Head {
  readonly lane: LeasedLane;
  readonly target: DeliveryTarget;
  readonly delivery: Delivery;
}

/** What came of settling a delivery. `lost`: the lease is somebody else's, nothing was changed. */
export type Settled = { readonly kind: 'next'; readonly delivery: Delivery } | { readonly kind: 'empty' } | { readonly kind: 'lost' };

interface WalkRow { app_id: string; webhook_id: string; order_key: string | null; attempts: number }
interface HeadRow extends DeliveryRow {
  app_id: string; webhook_id: string; order_key: string;
  target: string; secret: string; include_full_user: boolean; include_full_source: boolean;
}

/** The lanes in the database. Every statement on a leased lane proves the lease by its token. */
export class Lanes {
  constructor(
    private readonly db: ScopedSql,
    private readonly leaseSeconds: number,
  ) {}

  /** Leases due lanes within the bounds, at most one turn of the walk. */
  async claim(from: Cursor, bounds: SlotBounds): Promise<Claim> {
    const token = randomUUID();
    const rows = await this.db.query<WalkRow>(CLAIM, [
      from.appId, from.webhookId, WALK, bounds.free, bounds.perWebhook, bounds.perApp,
      [...bounds.webhooks.keys()], [...bounds.webhooks.values()], [...bounds.apps.keys()], [...bounds.apps.values()],
      this.leaseSeconds, token,
    ]);
    const claimed = rows.filter((row): row is WalkRow & { order_key: string } => row.order_key !== null);
    const lanes = claimed.map((row) => ({
      appId: row.app_id, webhookId: row.webhook_id, orderKey: row.order_key, attempts: row.attempts, token,
    }));
    // When the bound cut the walk short, the webhooks behind the last one served are next.
    const end = lanes.length >= bounds.free ? claimed.at(-1) : rows.length < WALK ? undefined : rows.at(-1);
    return { lanes, cursor: end ? { appId: end.app_id, webhookId: end.webhook_id } : START };
  }

  /** The heads of leased lanes. A lane that is not answered has nothing to deliver any more. */
  async heads(lanes: readonly LeasedLane[]): Promise<Head[]> {
    const rows = await this.db.query<HeadRow>(HEADS, [
      lanes.map(({ appId }) => appId), lanes.map(({ webhookId }) => webhookId), lanes.map(({ orderKey }) => orderKey),
    ]);
    const byKey = new Map(lanes.map((lane) => [keyOf(lane), lane]));
    return rows.flatMap((row) => {
      const lane = byKey.get(keyOf({ appId: row.app_id, webhookId: row.webhook_id, orderKey: row.order_key }));
      const target = { target: row.target, secret: row.secret, includeFullUser: row.include_full_user, includeFullSource: row.include_full_source };
      return lane ? [{ lane, target, delivery: toDelivery(row) }] : [];
    });
  }

  /** The head has been delivered. */
  delivered(lane: LeasedLane, delivery: Delivery): Promise<Settled> {
    return this.settle(DELIVERED, [...holder(lane), delivery.position, this.leaseSeconds]);
  }

  /** The head is not attempted again. */
  died(lane: LeasedLane, delivery: Delivery, reason: string): Promise<Settled> {
    return this.settle(DIED, [...holder(lane), delivery.position, this.leaseSeconds, reason]);
  }

  /** The head is attempted again in `seconds`; answers false when the lease was lost. */
  async retry(lane: LeasedLane, delivery: Delivery, seconds: number, reason: string): Promise<boolean> {
    return (await this.db.query(RETRY, [...holder(lane), delivery.position, seconds, reason])).length > 0;
  }

  /** Renews leases; answers the lanes that were still held. */
  async renew(lanes: readonly LeasedLane[]): Promise<Set<LeasedLane>> {
    const rows = await this.db.query<{ app_id: string; webhook_id: string; order_key: string }>(RENEW, [
      lanes.map(({ appId }) => appId), lanes.map(({ webhookId }) => webhookId), lanes.map(({ orderKey }) => orderKey),
      lanes.map(({ token }) => token), this.leaseSeconds,
    ]);
    const kept = new Set(rows.map((row) => keyOf({ appId: row.app_id, webhookId: row.webhook_id, orderKey: row.order_key })));
    return new Set(lanes.filter((lane) => kept.has(keyOf(lane))));
  }

  /** Gives a lane back, due at once; nothing when it is no longer held. */
  async release(lane: LeasedLane): Promise<void> {
    await this.db.query(RELEASE, holder(lane));
  }

  /** Removes a lane without deliveries. */
  async discard(lane: LeasedLane): Promise<void> {
    await this.db.query(DISCARD, holder(lane));
  }

  private async settle(statement: typeof DELIVERED, values: readonly unknown[]): Promise<Settled> {
    // A second time, because a fan-out may have added to the lane while the first waited for its row.
    for (let turn = 0; turn < 2; turn += 1) {
      const [row] = await this.db.query<DeliveryRow & { mine: boolean }>(statement, values);
      if (row?.mine) return row.position === null ? { kind: 'empty' } : { kind: 'next', delivery: toDelivery(row) };
    }
    return { kind: 'lost' };
  }
}

const holder = (lane: LeasedLane) => [lane.appId, lane.webhookId, lane.orderKey, lane.token];
const keyOf = ({ appId, webhookId, orderKey }: LaneKey) => `${appId} ${webhookId} ${orderKey}`;
