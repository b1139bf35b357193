import type { Sql } from '@parley/persistence';
import { manifestNumber } from '../format/manifest.js';
import { segmentPlace } from '../stream/segments/segment-name.js';
import { formatLsn } from '../stream/lsn.js';
import type { ReplicatorState } from '../zones/replicator/replicator.js';
import { SPOOL_FULL } from '../zones/replicator/zone-state.js';
import { chainFolder } from './segment-outlet.js';

const PUT = `
  insert into backup_zones (zone, chain_id, confirmed_lsn, heartbeat_at, manifest_number, checked_at, error)
  values ($1, $2, $3::text::pg_lsn, $4, $5, clock_timestamp(), $6)
  on conflict (zone) do update set chain_id = coalesce(excluded.chain_id, backup_zones.chain_id), confirmed_lsn = coalesce(excluded.confirmed_lsn, backup_zones.confirmed_lsn),
    heartbeat_at = coalesce(excluded.heartbeat_at, backup_zones.heartbeat_at), manifest_number = greatest(excluded.manifest_number, backup_zones.manifest_number),
    checked_at = excluded.checked_at, error = excluded.error`;

/** Writes down how each zone is, for whoever asks the database; nothing new comes to any while the spool is full. In the system scope. */
export async function recordZones(sql: Sql, chainId: string, { zones, spool }: Pick<ReplicatorState, 'zones' | 'spool'>): Promise<void> {
  for (const { name, confirmed, heartbeat, manifest, unreachableSince, lastError } of zones) {
    const folder = chainFolder(chainId);
    const place = confirmed?.startsWith(folder) === true ? segmentPlace(confirmed.slice(folder.length)) : undefined;
    const error = unreachableSince === undefined ? (spool.full ? SPOOL_FULL : null) : (lastError?.code ?? 'unavailable');
    await sql.query(PUT, [name, place ? chainId : null, place ? formatLsn(place.end) : null, heartbeat ?? null, manifest === undefined ? null : manifestNumber(manifest), error]);
  }
}

/** A zone as the database last heard of it. */
export interface ZoneRecord {
  readonly zone: string;
  readonly heartbeatAt: Date | null;
  readonly checkedAt: Date | null;
  readonly error: string | null;
}

/** The number of the newest manifest that any of these zones, or any zone, was known to have; 0 where none was. */
export async function recordedManifest(sql: Sql, zones?: readonly string[]): Promise<number> {
  const [row] = await sql.query<{ newest: number | null }>('select max(manifest_number)::float8 as newest from backup_zones where $1::text[] is null or zone = any($1)', [zones ?? null]);
  return row?.newest ?? 0;
}

export const zoneRecords = (sql: Sql): Promise<ZoneRecord[]> =>
  sql.query<ZoneRecord & Record<string, unknown>>('select zone, heartbeat_at as "heartbeatAt", checked_at as "checkedAt", error from backup_zones order by zone');

/** Zones that are configured no longer are forgotten. */
export async function forgetOtherZones(sql: Sql, names: readonly string[]): Promise<void> {
  await sql.query('delete from backup_zones where not (zone = any($1))', [names]);
}

/** Heartbeats are said by the worker's clock, erasures by the database's: they may be so far apart, in milliseconds. */
const CLOCKS_APART_MS = 10_000;

/** Whether a zone has everything that was committed until a moment of the database, with what it says of keys. */
export const hasHeardOf = ({ heartbeatAt }: Pick<ZoneRecord, 'heartbeatAt'>, moment: Date): boolean =>
  heartbeatAt !== null && heartbeatAt.getTime() >= moment.getTime() + CLOCKS_APART_MS;
