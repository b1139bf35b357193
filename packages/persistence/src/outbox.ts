import type { AppId } from '@parley/kernel';
import { newId, timestamp } from '@parley/kernel';
import type { Sql } from './database.js';

/** An event, written in the transaction that caused it; a worker hands it to its targets after the commit. */
export interface OutboxEvent {
  readonly appId: AppId;
  /** A v2 trigger, `conversation:create` and so on. */
  readonly type: string;
  /**
   * What events must keep their order among: a conversation's id, or a user's.
   * The caller holds a row lock on it, so positions are given out in the order of the commits.
   */
  readonly orderKey: string;
  /** The payload as the webhook's envelope carries it, with full users and sources, but without what is sealed. */
  readonly skeleton: object;
  /** What is sealed of it: cells quoted from their rows, and where each belongs (crypto-at-rest, CellReference). */
  readonly references: readonly (readonly string[])[];
  readonly cells: readonly (Buffer | null)[];
}

const INSERT = `
  insert into outbox_events (id, app_id, type, order_key, created_at, payload, cell_references, cells)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`;

/** Adds an event to the caller's transaction. */
export async function appendEvent(tx: Sql, event: OutboxEvent): Promise<void> {
  await tx.query({ name: 'outbox-append', text: INSERT }, [
    newId(), event.appId, event.type, event.orderKey, timestamp(new Date()), JSON.stringify(event.skeleton), JSON.stringify(event.references), event.cells,
  ]);
}
