import { openDocuments, quotedKeys, type CellReference, type Keyring, type OpenedDocument, type QuotedKey, type StoredDocument } from '@parley/crypto-at-rest';
import { asAppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { endpointReference, type Endpoint } from '../webhooks/endpoint.js';

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
  /** Whether its webhook is paused, and this is the one delivery by which it is tried. */
  readonly probes: boolean;
}

/** Where and how a lane's deliveries are sent. */
export interface DeliveryTarget extends Endpoint {
  readonly includeFullUser: boolean;
  readonly includeFullSource: boolean;
}

/** One event on its way to one webhook. */
export interface Delivery {
  readonly position: string;
  readonly eventId: string;
  readonly type: string;
  readonly createdAt: Date;
  /** Whose words the answer of its target may repeat, and by which key they could be read: at least one. */
  readonly parties: readonly QuotedKey[];
  /** Absent where what it quotes cannot be read any more: then there is nothing to send. */
  readonly payload?: Record<string, unknown>;
}

/** A delivery that there is something to send of. */
export type ReadableDelivery = Delivery & Required<Pick<Delivery, 'payload'>>;

/** What a leased lane sends next, and where; both are read while the lease is held, together. */
export interface Head {
  readonly lane: LeasedLane;
  /** Absent where the webhook's endpoint cannot be read any more: then there is nowhere to send to. */
  readonly target?: DeliveryTarget;
  /** Whether the webhook is paused. */
  readonly paused: boolean;
  readonly delivery: Delivery;
}

/** A head that can be sent. */
export type ReadableHead = Head & Required<Pick<Head, 'target'>> & { readonly delivery: ReadableDelivery };

/** Whether both what it quotes and where it goes could be read. */
export const isReadable = (head: Head): head is ReadableHead => head.target !== undefined && head.delivery.payload !== undefined;

/** A head as the statements answer it. */
export interface HeadRow {
  readonly app_id: string;
  readonly webhook_id: string;
  readonly order_key: string;
  readonly sealed_endpoint: Buffer;
  readonly paused: boolean;
  readonly include_full_user: boolean;
  readonly include_full_source: boolean;
  readonly position: string;
  readonly event_id: string;
  readonly type: string;
  readonly created_at: Date;
  readonly payload: object;
  readonly cell_references: CellReference[];
  readonly cells: (Buffer | null)[];
}

/** A lane's key as the statements answer it. */
export type KeyRow = Pick<HeadRow, 'app_id' | 'webhook_id' | 'order_key'>;

/** Names a lane by a row's columns. */
export const toKey = (row: KeyRow): LaneKey => ({ appId: row.app_id, webhookId: row.webhook_id, orderKey: row.order_key });

/** A row that a statement answered, and the lane that it is about. */
export interface LaneRow {
  readonly row: HeadRow;
  readonly lane: LeasedLane;
}

/**
 * What leased lanes send next, from rows that a statement answered about them. All is opened together, a webhook's endpoint
 * once however many lanes lead to it: one statement has seen one of each. Raises `service_unavailable`.
 */
export async function openHeads(keyring: Keyring, sql: Sql, rows: readonly LaneRow[]): Promise<Head[]> {
  const webhooks = new Map(rows.map(({ row }) => [nameOf(row), row]));
  const opened = await openDocuments(keyring, sql, [...rows.map(({ row }) => toDocument(row)), ...[...webhooks.values()].map(endpointDocument)]);
  const endpoints = new Map([...webhooks.keys()].map((name, index) => [name, opened[rows.length + index]]));
  return rows.map(({ row, lane }, index) => toHead(row, lane, opened[index], endpoints.get(nameOf(row))));
}

const nameOf = ({ app_id: appId, webhook_id: webhookId }: HeadRow): string => `${appId} ${webhookId}`;

const toDocument = ({ app_id: appId, payload, cell_references: references, cells }: HeadRow): StoredDocument =>
  ({ tenant: asAppId(appId), skeleton: payload, references, cells });

const endpointDocument = ({ app_id: appId, webhook_id: id, sealed_endpoint: cell }: HeadRow): StoredDocument =>
  ({ tenant: asAppId(appId), skeleton: {}, references: [endpointReference({ app_id: appId, id })], cells: [cell] });

/** Who is quoted, what its lane is about before all others; of an event that quotes nobody the app. */
function partiesOf({ app_id: appId, order_key: orderKey, cell_references: references, cells }: HeadRow): QuotedKey[] {
  const quoted = quotedKeys({ references, cells });
  const isLane = ({ subject }: QuotedKey): boolean => subject.endsWith(`:${orderKey}`);
  return quoted.length === 0 ? [{ subject: `app:${appId}` }] : [...quoted.filter(isLane), ...quoted.filter((one) => !isLane(one))];
}

const toHead = (row: HeadRow, lane: LeasedLane, event?: OpenedDocument, endpoint?: OpenedDocument): Head => ({
  lane,
  paused: row.paused,
  ...(endpoint?.ok && {
    target: { ...(endpoint.document as unknown as Endpoint), includeFullUser: row.include_full_user, includeFullSource: row.include_full_source },
  }),
  delivery: {
    position: row.position, eventId: row.event_id, type: row.type, createdAt: row.created_at, parties: partiesOf(row),
    ...(event?.ok && { payload: event.document }),
  },
});
