/** One order key (a conversation) at one webhook: what a worker leases. */
export interface LaneKey {
  readonly appId: string;
  readonly webhookId: string;
  readonly orderKey: string;
}

/** A lane leased by this worker; `token` proves it in every later statement. */
export interface LeasedLane extends LaneKey {
  readonly token: string;
  /** Failed attempts of the delivery at its head. */
  readonly attempts: number;
}

/** Where and how a lane's deliveries are sent. */
export interface DeliveryTarget {
  readonly target: string;
  readonly secret: string;
  readonly includeFullUser: boolean;
  readonly includeFullSource: boolean;
}

/** One event on its way to one webhook. */
export interface Delivery {
  readonly position: string;
  readonly eventId: string;
  readonly type: string;
  readonly createdAt: Date;
  readonly payload: Record<string, unknown>;
}

/** What a leased lane sends next, and where; both are read while the lease is held, together. */
export interface Head {
  readonly lane: LeasedLane;
  readonly target: DeliveryTarget;
  readonly delivery: Delivery;
}

/** A head as the statements answer it. */
export interface HeadRow {
  readonly app_id: string;
  readonly webhook_id: string;
  readonly order_key: string;
  readonly target: string;
  readonly secret: string;
  readonly include_full_user: boolean;
  readonly include_full_source: boolean;
  readonly position: string;
  readonly event_id: string;
  readonly type: string;
  readonly created_at: Date;
  readonly payload: Record<string, unknown>;
}

/** A lane's key as the statements answer it. */
export type KeyRow = Pick<HeadRow, 'app_id' | 'webhook_id' | 'order_key'>;

/** Names a lane by a row's columns. */
export const toKey = (row: KeyRow): LaneKey => ({ appId: row.app_id, webhookId: row.webhook_id, orderKey: row.order_key });

/** What a leased lane sends next, from the row that a statement answered about it. */
export const toHead = (row: HeadRow, lane: LeasedLane): Head => ({
  lane,
  target: { target: row.target, secret: row.secret, includeFullUser: row.include_full_user, includeFullSource: row.include_full_source },
  delivery: { position: row.position, eventId: row.event_id, type: row.type, createdAt: row.created_at, payload: row.payload },
});
