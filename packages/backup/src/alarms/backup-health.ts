import type { Sql } from '@parley/persistence';
import { lostSecrets } from '../engine/lost-secrets.js';
import { lastDrills, type LastDrills } from '../engine/last-drills.js';
import { backupOverview, type BackupOverview } from '../engine/overview.js';
import type { Alarm, AlarmFacts } from './alarm-watch.js';

/** How backups are, as the database knows: the same for every worker. */
export interface BackupStanding {
  readonly since: Date | undefined;
  readonly overview: BackupOverview;
  readonly drills: LastDrills;
  /** How many objects the key store has lost. */
  readonly lostSecrets: number;
}

/** How backups are, for monitors; ages in seconds. */
export interface BackupHealth {
  readonly status: 'ok' | 'degraded';
  readonly alarms: readonly Alarm[];
  readonly snapshotsOnly: boolean;
  /** How old the newest is that can be read in each zone: what would be lost with everything but that zone. */
  readonly zones: readonly { readonly zone: string; readonly lagSeconds: number | null }[];
  /** The last good drill, how long it took until a database could be used, and how the last of all ended; null before the first. */
  readonly drill: { readonly ageSeconds: number | null; readonly rtoSeconds: number | null; readonly last: 'good' | 'failed' } | null;
  /** How long ago zones were looked at last. */
  readonly continuityAgeSeconds: number | null;
  /** How many objects the key store has lost, or has in an earlier state. */
  readonly lostSecrets: number;
}

/** The repository is older: it is there before anybody switches backups on. */
const SINCE = "select least((select min(started_at) from backup_chains), (select min(asked_at) from backup_runs where kind = 'snapshot' and state = 'done')) as since";

/** Of the zones that are configured, or of all that the database knows. In the system scope. */
export async function backupStanding(sql: Sql, zones?: readonly string[]): Promise<BackupStanding> {
  const [row] = await sql.query<{ since: Date | null }>(SINCE);
  return { since: row?.since ?? undefined, overview: await backupOverview(sql, zones), drills: await lastDrills(sql), lostSecrets: await lostSecrets(sql) };
}

export const alarmFacts = ({ since, overview: { zones, snapshotsOnly }, drills, lostSecrets: lost }: BackupStanding): AlarmFacts => ({ since, zones, snapshotsOnly, goodDrillAt: drills.good?.at, lostSecrets: lost });

export function backupHealth({ overview, drills, lostSecrets: lost }: BackupStanding, alarms: readonly Alarm[], now: Date): BackupHealth {
  const age = (at: Date | null | undefined): number | null => (at ? Math.max(0, now.getTime() - at.getTime()) / 1000 : null);
  return {
    status: alarms.length === 0 ? 'ok' : 'degraded', alarms, snapshotsOnly: overview.snapshotsOnly,
    zones: overview.zones.map(({ zone, heartbeatAt }) => ({ zone, lagSeconds: age(heartbeatAt) })),
    drill: drills.last === undefined ? null : { ageSeconds: age(drills.good?.at), rtoSeconds: drills.good?.rtoSeconds ?? null, last: drills.last.outcome },
    continuityAgeSeconds: age(drills.continuityAt), lostSecrets: lost,
  };
}
