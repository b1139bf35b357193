import { randomUUID } from 'node:crypto';
import type { Keyring } from '@parley/crypto-at-rest';
import type { ScopedSql, Sql } from '@parley/persistence';
import type { Attempt } from './attempt.js';
import { attemptColumns, sealAnswers, type Made, type Sealed } from './attempt-cells.js';
import { LOG_ATTEMPT } from './attempts.queries.js';
import { openHeads, toKey, type Delivery, type Head, type HeadRow, type KeyRow, type LaneKey, type LeasedLane } from './delivery.js';
import { Gatherer } from './gatherer.js';
import { boundValues, type SlotBounds } from './lane-slots.js';
import { CLAIM, DELIVERED, DIED, DISCARD, HEADS, LOCK, RELEASE, RENEW, RETRY } from './lanes.queries.js';

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
  /** Webhooks that have lanes, due or not, and were looked at. */
  readonly walked: ReadonlySet<string>;
  /** Where to go on; `START` when the last webhook has been passed. */
  readonly cursor: Cursor;
}

/** What came of settling a delivery. `lost`: the lease is somebody else's, nothing was changed. */
export type Settled = { readonly kind: 'next'; readonly head: Head } | { readonly kind: 'empty' } | { readonly kind: 'lost' };

interface Ended extends Made { readonly lane: LeasedLane }
interface WalkRow { app_id: string; webhook_id: string; order_key: string | null; attempts: number; probes: boolean }
type SettledRow = KeyRow & { token: string } & (({ more: true } & HeadRow) | { more: boolean; sealed_endpoint: null });

/** Deliveries that end within as many milliseconds are written down together: a commit each would cost more than they do. */
const GATHER_MS = 5;

/** The lanes in the database. Every statement on a leased lane proves the lease by its token. */
export class Lanes {
  private readonly ends: Gatherer<Ended, Settled>;

  /** `inHand`: lanes that may settle at about the same time; when all of them wait for it, nobody else is waited for. */
  constructor(
    private readonly db: ScopedSql,
    private readonly keyring: Keyring,
    private readonly leaseSeconds: number,
    inHand: () => number = () => 1,
  ) {
    this.ends = new Gatherer((ended) => this.settle(DELIVERED, ended), GATHER_MS, inHand);
  }

  /** Leases due lanes within the bounds, at most one turn of the walk. A paused webhook that is probed now is not again for `probeSeconds`. */
  async claim(from: Cursor, bounds: SlotBounds, probeSeconds = 60): Promise<Claim> {
    const token = randomUUID();
    const rows = await this.db.query<WalkRow>(CLAIM, [
      from.appId, from.webhookId, WALK, ...boundValues(bounds), this.leaseSeconds, token, probeSeconds,
    ]);
    const claimed = rows.filter((row): row is WalkRow & { order_key: string } => row.order_key !== null);
    const lanes = claimed.map((row) => ({
      appId: row.app_id, webhookId: row.webhook_id, orderKey: row.order_key, attempts: row.attempts, probes: row.probes, token,
    }));
    // When the bound cut the walk short, the webhooks behind the last one served are next.
    const end = lanes.length >= bounds.free ? claimed.at(-1) : rows.length < WALK ? undefined : rows.at(-1);
    return { lanes, walked: new Set(rows.map((row) => row.webhook_id)), cursor: end ? { appId: end.app_id, webhookId: end.webhook_id } : START };
  }

  /** The heads of leased lanes. A lane that is not answered has nothing to deliver any more. */
  async heads(lanes: readonly LeasedLane[]): Promise<Head[]> {
    const rows = await this.db.query<HeadRow>(HEADS, columns(lanes).slice(0, 3));
    const asked = new Map(lanes.map((lane) => [keyOf(lane), lane]));
    return openHeads(this.keyring, this.db, rows.flatMap((row) => {
      const lane = asked.get(keyOf(toKey(row)));
      return lane ? [{ row, lane }] : [];
    }));
  }

  /** The head has been delivered. */
  delivered(lane: LeasedLane, delivery: Delivery, attempt: Attempt): Promise<Settled> {
    return this.ends.add({ lane, delivery, attempt });
  }

  /** The head is not attempted again, because of what came of this attempt. */
  async died(lane: LeasedLane, delivery: Delivery, attempt: Attempt): Promise<Settled> {
    const [settled] = await this.settle(DIED, [{ lane, delivery, attempt }]);
    return settled ?? { kind: 'lost' };
  }

  /** The head is attempted again in `seconds`; `counts`: whether this attempt is one of those that a delivery has. Answers false when the lease was lost. */
  async retry(lane: LeasedLane, delivery: Delivery, attempt: Attempt, { seconds, counts }: { readonly seconds: number; readonly counts: boolean }): Promise<boolean> {
    const made = await sealAnswers(this.keyring, this.db, [{ lane, delivery, attempt }]);
    return (await this.db.query(RETRY, [...holder(lane), delivery.position, seconds, counts ? 1 : 0, ...attemptColumns(made)])).length > 0;
  }

  /** Writes down an attempt that ended nothing: another worker's lane by now, or given up. */
  async log(lane: LeasedLane, delivery: Delivery, attempt: Attempt, result: 'lost' | 'aborted'): Promise<void> {
    const made = await sealAnswers(this.keyring, this.db, [{ lane, delivery, attempt }]);
    await this.db.query(LOG_ATTEMPT, [lane.appId, lane.webhookId, delivery.eventId, delivery.type, result, ...attemptColumns(made)]);
  }

  /** Renews leases; answers the lanes that were still held. */
  async renew(lanes: readonly LeasedLane[]): Promise<Set<LeasedLane>> {
    const rows = await this.db.query<KeyRow>(RENEW, [
      ...columns(lanes.toSorted(byKey)), this.leaseSeconds,
    ]);
    const kept = new Set(rows.map((row) => keyOf(toKey(row))));
    return new Set(lanes.filter((lane) => kept.has(keyOf(lane))));
  }

  /** Gives a lane back, due at once; answers false, and does nothing, when it is no longer held. */
  async release(lane: LeasedLane): Promise<boolean> {
    return (await this.db.query(RELEASE, holder(lane))).length > 0;
  }

  /** Removes a lane without deliveries. */
  async discard(lane: LeasedLane): Promise<void> {
    await this.db.query(DISCARD, holder(lane));
  }

  private async settle(statement: typeof DELIVERED, ended: readonly Ended[]): Promise<Settled[]> {
    const inOrder = await sealAnswers(this.keyring, this.db, ended.toSorted(byLane));
    const settled = await this.end(this.db, statement, inOrder);
    const left = inOrder.filter(({ lane }) => !settled.has(heldKeyOf(lane)));
    // Lost, or changed by a fan-out in the wrong moment: under lock, it is the one or the other.
    if (left.length > 0)
      await this.db.transaction(async (tx) => {
        await tx.query(LOCK, columns(left.map(({ lane }) => lane)));
        for (const [key, value] of await this.end(tx, statement, left)) settled.set(key, value);
      });
    return ended.map(({ lane }) => settled.get(heldKeyOf(lane)) ?? { kind: 'lost' });
  }

  private async end(sql: Sql, statement: typeof DELIVERED, ended: readonly Sealed<Ended>[]): Promise<Map<string, Settled>> {
    const values = [
      ...columns(ended.map(({ lane }) => lane)), ended.map(({ delivery }) => delivery.position), this.leaseSeconds,
      ...attemptColumns(ended),
    ];
    const probing = new Set(ended.filter(({ lane }) => lane.probes).map(({ lane }) => heldKeyOf(lane)));
    const rows = await sql.query<SettledRow>(statement, values);
    // A lane whose webhook or app is gone has nothing to send, whatever still waits in it: a job removes it.
    const going = rows.flatMap((row) => {
      const lane = { ...toKey(row), token: row.token };
      return row.sealed_endpoint === null ? [] : [{ row, lane: { ...lane, attempts: 0, probes: probing.has(heldKeyOf(lane)) } }];
    });
    const heads = new Map((await openHeads(this.keyring, sql, going)).map((head) => [heldKeyOf(head.lane), head]));
    return new Map(rows.map((row) => {
      const key = heldKeyOf({ ...toKey(row), token: row.token });
      const head = heads.get(key);
      return [key, head ? { kind: 'next', head } : { kind: 'empty' }];
    }));
  }
}

const holder = (lane: LeasedLane) => [lane.appId, lane.webhookId, lane.orderKey, lane.token];
const columns = (lanes: readonly LeasedLane[]) => [
  lanes.map(({ appId }) => appId), lanes.map(({ webhookId }) => webhookId), lanes.map(({ orderKey }) => orderKey), lanes.map(({ token }) => token),
];
const keyOf = ({ appId, webhookId, orderKey }: LaneKey) => `${appId} ${webhookId} ${orderKey}`;
const heldKeyOf = (lane: LaneKey & { readonly token: string }) => `${keyOf(lane)} ${lane.token}`;
/** As every statement that locks several lanes: in the order of their key, so that none waits in a circle. */
const byKey = (one: LaneKey, other: LaneKey) => (keyOf(one) < keyOf(other) ? -1 : 1);
const byLane = (one: Ended, other: Ended) => byKey(one.lane, other.lane);
