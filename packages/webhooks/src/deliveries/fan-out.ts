import { randomUUID } from 'node:crypto';
import type { Keyring } from '@parley/crypto-at-rest';
import type { ScopedSql } from '@parley/persistence';
import { openHeads, toKey, type Head, type HeadRow } from './delivery.js';
import { FAN_OUT } from './fan-out.queries.js';
import { boundValues, type SlotBounds } from './lane-slots.js';

/** Events moved by one statement. What comes behind it waits for all of it: 500 took up to 160 ms. */
const BATCH = 100;

/** What one statement has moved. */
export interface FannedOut {
  readonly events: number;
  /** Whether there may be more events in the outbox. */
  readonly more: boolean;
  /** Whether lanes that got something are due and nobody's: they are for the next claim. */
  readonly waiting: boolean;
  /** The lanes that are now the caller's, each with what to send first. */
  readonly heads: readonly Head[];
}

type Row = { readonly events: number; readonly waiting: number } & (HeadRow | { readonly app_id: null });

/**
 * Moves the oldest events from the outbox into the lanes of their webhooks, and leases new lanes within the bounds for
 * `leaseSeconds`. Moves nothing while another worker is at it.
 */
export async function fanOut(db: ScopedSql, keyring: Keyring, bounds: SlotBounds, leaseSeconds: number): Promise<FannedOut> {
  const token = randomUUID();
  const rows = await db.query<Row>(FAN_OUT, [BATCH, ...boundValues(bounds), leaseSeconds, token]);
  const { events = 0, waiting = 0 } = rows[0] ?? {};
  const leased = rows.flatMap((row) => (row.app_id === null ? [] : [{ row, lane: { ...toKey(row), token, attempts: 0, probes: false } }]));
  const heads = await openHeads(keyring, db, leased);
  return { events, more: events === BATCH, waiting: waiting > 0, heads };
}
