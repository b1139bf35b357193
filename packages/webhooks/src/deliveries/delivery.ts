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

/** Columns of `webhook_deliveries` that are sent. */
export interface DeliveryRow {
  readonly position: string;
  readonly event_id: string;
  readonly type: string;
  readonly created_at: Date;
  readonly payload: Record<string, unknown>;
}

export const toDelivery = (row: DeliveryRow): Delivery => ({
  position: row.position,
  eventId: row.event_id,
  type: row.type,
  createdAt: row.created_at,
  payload: row.payload,
});
