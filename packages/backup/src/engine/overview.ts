import type { Sql } from '@parley/persistence';
import { lastDone, type Run } from './runs.queries.js';
import { zoneRecords, type ZoneRecord } from './zone-records.js';

/** Zones are looked at each second by who writes; silent for longer, nobody does. */
const SILENT_SECONDS = 15;

/** How backups of a database stand, as the database knows. */
export interface BackupOverview {
  /** Whether somebody writes them. */
  readonly writing: boolean;
  readonly chain: { readonly id: string; readonly startedAt: Date } | undefined;
  readonly lastSnapshot: Run | undefined;
  /** Whether the last snapshot stands alone: the server lets no changes be read. */
  readonly snapshotsOnly: boolean;
  /** When what nothing needs was last removed. */
  readonly lastExpiry: Run | undefined;
  readonly zones: readonly (ZoneRecord & {
    /** How old the newest is that can be read there. */
    readonly lagSeconds: number | undefined;
  })[];
}

/** Of these zones, in their order, also those that nobody has reached yet; or of all that the database knows. In the system scope. */
export async function backupOverview(sql: Sql, configured?: readonly string[]): Promise<BackupOverview> {
  const [row] = await sql.query<{ id: string; startedAt: Date }>('select id, started_at as "startedAt" from backup_chains where ended_at is null');
  const [{ now, writing } = { now: new Date(), writing: false }] = await sql.query<{ now: Date; writing: boolean }>(
    `select clock_timestamp() as now, exists (select from backup_zones where checked_at > now() - make_interval(secs => ${SILENT_SECONDS})) as writing`);
  const known = await zoneRecords(sql);
  const zones = configured?.map((zone) => known.find((each) => each.zone === zone) ?? { zone, heartbeatAt: null, checkedAt: null, error: null }) ?? known;
  const lastSnapshot = await lastDone(sql, 'snapshot');
  return {
    writing, chain: row && { id: row.id, startedAt: row.startedAt }, lastSnapshot, snapshotsOnly: (lastSnapshot?.result as { readonly alone?: boolean } | null | undefined)?.alone === true, lastExpiry: await lastDone(sql, 'expire'),
    zones: zones.map((zone) => ({ ...zone, lagSeconds: zone.heartbeatAt === null ? undefined : (now.getTime() - zone.heartbeatAt.getTime()) / 1000 })),
  };
}
