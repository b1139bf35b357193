/**
 * `zone_behind`: a zone lacks what is newer than it may be · `drill_old`: nothing was restored for practice for too long ·
 * `key_store_lost`: the key store lacks what the database names.
 */
export type AlarmRule = 'zone_behind' | 'drill_old' | 'key_store_lost';

export interface Alarm {
  readonly rule: AlarmRule;
  readonly zone?: string;
}

/** What alarms go by. */
export interface AlarmFacts {
  /** When backups began; nothing before they do. */
  readonly since: Date | undefined;
  readonly zones: readonly { readonly zone: string; readonly heartbeatAt: Date | null }[];
  /** Whether snapshots are all that is written. */
  readonly snapshotsOnly: boolean;
  /** When the newest drill began that restored the backups. */
  readonly goodDrillAt: Date | undefined;
  /** How many of its objects the key store has lost. */
  readonly lostSecrets: number;
}

export interface AlarmLimits {
  readonly snapshotEverySeconds: number;
  /** Nothing where no drills are done. */
  readonly drillEverySeconds?: number | undefined;
}

/** A zone may be so far behind, and for so long farther: seconds. A snapshot that stands alone has this long to be taken. */
const [LAG, LAG_FOR, SNAPSHOT_TAKES] = [10, 60, 3600];
/** The oldest that the last good drill may be, in seconds, where drills are not done more seldom. */
const DRILL_AGE = 48 * 3600;

/** What is wrong, for somebody who looks once: as if he had looked a minute ago, and nothing had come since. */
export function alarmsOf(limits: AlarmLimits, facts: AlarmFacts, now: Date): Alarm[] {
  const watch = new AlarmWatch(limits);
  watch.look(facts, new Date(now.getTime() - LAG_FOR * 1000));
  return watch.look(facts, now);
}

const secondsBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 1000;

/** Tells what is wrong with backups by rules that are the same for everybody who looks: it remembers since when zones are behind. */
export class AlarmWatch {
  private readonly behindSince = new Map<string, Date>();

  constructor(private readonly limits: AlarmLimits) {}

  /** What is wrong now, zones first, in their order. To be asked every few seconds. */
  look(facts: AlarmFacts, now: Date): Alarm[] {
    return [...this.zonesBehind(facts, now), ...(this.isDrillOld(facts, now) ? [{ rule: 'drill_old' } as const] : []), ...(facts.lostSecrets > 0 ? [{ rule: 'key_store_lost' } as const] : [])];
  }

  private zonesBehind({ zones, snapshotsOnly }: AlarmFacts, now: Date): Alarm[] {
    const limit = snapshotsOnly ? this.limits.snapshotEverySeconds + SNAPSHOT_TAKES : LAG;
    const isBehind = ({ heartbeatAt }: AlarmFacts['zones'][number]): boolean => heartbeatAt === null || secondsBetween(heartbeatAt, now) > limit;
    const behind = zones.filter(isBehind).map(({ zone }) => zone);
    for (const zone of this.behindSince.keys()) if (!behind.includes(zone)) this.behindSince.delete(zone);
    for (const zone of behind) if (!this.behindSince.has(zone)) this.behindSince.set(zone, now);
    return behind.filter((zone) => secondsBetween(this.behindSince.get(zone) ?? now, now) >= LAG_FOR).map((zone) => ({ rule: 'zone_behind', zone }));
  }

  /** New backups have as long as old ones. */
  private isDrillOld({ since, goodDrillAt }: AlarmFacts, now: Date): boolean {
    const { drillEverySeconds: every } = this.limits;
    const newest = goodDrillAt ?? since;
    return every !== undefined && newest !== undefined && secondsBetween(newest, now) > Math.max(DRILL_AGE, 2 * every);
  }
}
