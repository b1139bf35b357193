import type { Logger } from '@parley/kernel';
import type { ScopedSql } from '@parley/persistence';
import { BackupFault } from '../backup-fault.js';
import { protect } from '../expiry/hold.js';
import { encodeReport, reportName } from '../drill/report.js';
import type { DrillReport } from '../drill/report.types.js';
import type { Phases } from '../timings/phases.js';
import { timingsObject } from '../timings/zone-timings.js';
import type { Drill } from './engine.types.js';
import type { Session } from './open-session.js';
import { runNext } from './run-next.js';
import { askForRun, lastDone, noteProgress, type Run } from './runs.queries.js';

/** How often progress is written down, in milliseconds. */
const PROGRESS_MS = 500;
/** A drill begins so much of its period after a snapshot would: both at once take twice as long. */
const BEHIND = 1 / 12;
/** Codes of faults by which nothing is known of the backups: what the drill runs on was not there, or went. */
const NOT_CARRIED_OUT: ReadonlySet<string> = new Set(['interrupted', 'not_ready']);

/** What somebody wants of a drill who asks for one: another zone than the next one, and no random moment (ISO 8601). */
export interface GivenDrill {
  readonly zone?: string | undefined;
  readonly to?: string | undefined;
}

type Parts = Pick<Session, 'zones' | 'keys' | 'replicator' | 'signer'> & {
  readonly db: ScopedSql;
  readonly logger: Pick<Logger, 'info' | 'error'>;
  readonly everySeconds: number | undefined;
  readonly drill: Drill | undefined;
  readonly now?: () => Date;
};

/** Restores for practice when it is due and when somebody asks, from another zone each time, and writes a signed report into every zone. */
export class DrillJob {
  constructor(private readonly parts: Parts) {}

  /** Asks for one where the last was begun before the last time that one was due; the first is due once the repository is there at such a time. */
  async askIfDue(): Promise<void> {
    const { db, everySeconds, now = () => new Date() } = this.parts;
    if (everySeconds === undefined || !this.parts.drill) return;
    const [period, behind] = [everySeconds * 1000, everySeconds * 1000 * BEHIND];
    const due = Math.floor((now().getTime() - behind) / period) * period + behind;
    const [row] = await db.query<{ newest: Date | null }>("select greatest(max(asked_at), (select created_at from backup_repository)) as newest from backup_runs where kind = 'drill'");
    if (row?.newest && row.newest.getTime() < due) await askForRun(db, 'drill', 'schedule');
  }

  /**
   * Does the next one that somebody asked for. One that fails is done all the same: its report says so. One that could not be
   * carried out is not: it is a run that failed, has no report, and says nothing about the backups.
   */
  async next(signal: AbortSignal): Promise<Run | undefined> {
    const { logger } = this.parts;
    try {
      return await this.doNext(signal);
    } catch (error) {
      if (signal.aborted || !isNotCarriedOut(error)) throw error;
      logger.error({ fault: faultOf(error) }, 'a drill could not be carried out, which says nothing about the backups; the next one is due when it would have been');
      return undefined;
    }
  }

  private doNext(signal: AbortSignal): Promise<Run | undefined> {
    const { db, logger } = this.parts;
    return runNext(db, 'drill', async (run) => {
      const report = await this.carryOut(run, signal);
      const { zone, findings, fault } = report;
      if (report.outcome === 'good') logger.info({ zone, seconds: findings?.rtoSeconds }, 'a drill has restored the backups');
      else logger.error({ zone, fault }, 'a drill has failed: out of this zone alone the backups were not restored');
      return report;
    });
  }

  /** Rejects where it was not the backups that failed: it is over, or no report could be written. */
  private async carryOut(run: Run, signal: AbortSignal): Promise<DrillReport> {
    const { drill, db, replicator, keys } = this.parts;
    if (!drill) throw new BackupFault('not_ready', 'PARLEY_BACKUP_DRILL_DATABASE_URL is missing: it says where a scratch database can be made');
    const given = (run.given ?? {}) as GivenDrill;
    const zone = await this.zoneOf(given);
    const to = given.to === undefined ? undefined : Date.parse(given.to) * 1000;
    // A random moment was needed when it was chosen, and nothing goes that was needed within 72 hours; this one may be needless for long.
    const hold = to === undefined ? undefined : await protect(this.parts.zones, keys, 'drill');
    const begun = { v: 1, kind: 'drill', at: new Date().toISOString(), zone } as const;
    let [noted, writing] = [0, Promise.resolve()];
    const progress = (done: number, total: number): void => {
      if (performance.now() - noted < PROGRESS_MS) return;
      noted = performance.now();
      writing = writing.then(() => noteProgress(db, run.id, done, total)).catch(() => undefined); // a matter of show
    };
    let report: DrillReport;
    let measured: Phases | undefined;
    try {
      const { findings, phases } = await drill({ zone, to, signal, progress });
      measured = phases;
      report = { ...begun, outcome: 'good', findings, rpoSeconds: rpoOf(replicator.state.zones) };
    } catch (error) {
      if (signal.aborted || isNotCarriedOut(error)) throw error;
      report = { ...begun, outcome: 'failed', fault: faultOf(error), rpoSeconds: rpoOf(replicator.state.zones) };
    } finally {
      await hold?.release();
    }
    await writing;
    await this.write(report);
    if (measured) await replicator.submit({ ...(await timingsObject(keys, 'drill', measured, Date.now())), lane: 'bulk' });
    return report;
  }

  private async write(report: DrillReport): Promise<void> {
    const { keys, signer, replicator } = this.parts;
    await replicator.submit({ name: reportName(report), bytes: await encodeReport(keys, signer, report), lane: 'bulk' });
  }

  private async zoneOf({ zone }: GivenDrill): Promise<string> {
    const names = this.parts.zones.map(({ name }) => name);
    if (zone === undefined) return nextZone(names, ((await lastDone(this.parts.db, 'drill'))?.result as DrillReport | undefined)?.zone);
    if (!names.includes(zone)) throw new BackupFault('not_ready', `There is no zone ${zone}`);
    return zone;
  }
}

/** The zone behind that of the last drill, in the order in which they are configured. */
export const nextZone = (names: readonly string[], before: string | undefined): string => names[(names.indexOf(before ?? '') + 1) % names.length] ?? '';

const rpoOf = (zones: Session['replicator']['state']['zones']): Record<string, number> =>
  Object.fromEntries(zones.flatMap(({ name, heartbeat }) => (heartbeat ? [[name, (Date.now() - heartbeat.getTime()) / 1000]] : [])));

const isNotCarriedOut = (error: unknown): boolean => error instanceof BackupFault && NOT_CARRIED_OUT.has(error.code);

/** A fault of backups names objects and tables; of anything else only the kind is told. */
const faultOf = (error: unknown): { code: string; line: string } =>
  error instanceof BackupFault ? { code: error.code, line: error.message } : { code: 'failed', line: error instanceof Error ? error.name : 'unknown' };
