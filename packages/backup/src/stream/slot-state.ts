import { parseLsn, type Lsn } from './lsn.js';
import type { ServerIdentity } from './connection/replication-connection.js';

/** What the server says of a slot. */
export interface SlotState {
  readonly plugin: string;
  readonly database: string;
  readonly active: boolean;
  /** reserved, extended, unreserved (about to be lost) or lost; null for one that keeps no log. */
  readonly walStatus: string | null;
  /** Bytes that can be written before it is lost; null where nothing bounds it. */
  readonly safeWalBytes: number | null;
  /** Bytes of log that are kept for it. */
  readonly keptWalBytes: number;
  readonly confirmed: Lsn | null;
}

/** By what a chain's slot is known again. */
export interface SlotIdentity {
  readonly slot: string;
  readonly systemIdentifier: string;
  readonly timeline: number;
  /** In PostgreSQL's notation. */
  readonly consistentPoint: string;
}

/**
 * same: the chain goes on · missing: nobody has it · lost: its log is gone · foreign: of another server, timeline, database
 * or plugin, or the server's log ends before what zones hold · ahead: it was moved past what zones hold.
 */
export type SlotVerdict = 'same' | 'missing' | 'lost' | 'foreign' | 'ahead';

interface SlotRow {
  readonly plugin: string;
  readonly database: string;
  readonly here: string;
  readonly active: boolean;
  readonly wal_status: string | null;
  readonly safe_wal_size: string | null;
  readonly kept: string | null;
  readonly confirmed: string | null;
}

/** One statement, for the connection of a role that may read the slot. */
export const readSlotState = (slot: string): string => `
  select plugin, database, current_database() as here, active, wal_status, safe_wal_size::text,
    pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::text as kept, confirmed_flush_lsn::text as confirmed
  from pg_replication_slots where slot_name = '${slot.replaceAll("'", "''")}'`;

/** The state of a slot as `query` reads it; undefined where there is none. */
export async function slotState(query: (text: string) => Promise<readonly object[]>, slot: string): Promise<SlotState | undefined> {
  const [row] = (await query(readSlotState(slot))) as readonly SlotRow[];
  if (!row) return undefined;
  return {
    plugin: row.plugin,
    database: row.database === row.here ? 'this' : row.database,
    active: row.active,
    walStatus: row.wal_status,
    safeWalBytes: row.safe_wal_size === null ? null : Number(row.safe_wal_size),
    keptWalBytes: Number(row.kept ?? 0),
    confirmed: row.confirmed === null ? null : parseLsn(row.confirmed),
  };
}

/** Whether a chain that is held as far as `held` goes on with the slot: a slot is never taken for another one silently. */
export function judgeSlot(expected: SlotIdentity, server: ServerIdentity, state: SlotState | undefined, held: Lsn): SlotVerdict {
  if (server.systemIdentifier !== expected.systemIdentifier || server.timeline !== expected.timeline || server.flushed < held) return 'foreign';
  if (!state) return 'missing';
  if (state.plugin !== 'pgoutput' || state.database !== 'this') return 'foreign';
  if (state.walStatus === 'lost' || state.confirmed === null) return 'lost';
  if (state.confirmed > held) return 'ahead';
  return state.confirmed < parseLsn(expected.consistentPoint) ? 'foreign' : 'same';
}
