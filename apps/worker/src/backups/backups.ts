import { BackupEngine, switchOff, type BackupHealth, type EngineParts } from '@parley/backup';
import { backupZones, type Logger, type Registry, type Settings } from '@parley/kernel';
import { BackupAlarms } from './backup-alarms.js';
import { backupMetrics } from './backup-metrics.js';
import { drillMetrics } from './drill-metrics.js';
import { drillInChild } from './drill-in-child.js';

/** Of objects in the spool, each of which takes some memory while a zone is away. */
const SPOOL_OBJECTS = 50_000;

/** A part of the worker that can be stopped. */
export interface Backups {
  start(): void;
  stop(): Promise<void>;
  /** How backups are; undefined until that is known. */
  health(): BackupHealth | undefined;
}

/** Makes the worker's part that writes backups; where they are off, what they left in the database is removed, and nothing is done. */
export async function backups(settings: Settings, parts: Omit<EngineParts, 'settings' | 'installation'>, logger: Logger, registry: Registry): Promise<Backups | undefined> {
  const { backupDatabaseUrl: url, env: environment, region } = settings;
  const zones = backupZones(settings);
  if (zones.length === 0 || url === undefined) {
    if (url !== undefined) await switchOff(parts.db, url, logger).catch((error: unknown) => logger.error({ err: error }, 'backups are off, and what they left in the database could not be removed'));
    return undefined;
  }
  const drills = settings.backupDrillDatabaseUrl !== undefined;
  if (!drills && settings.backupDrillSeconds > 0) logger.warn('no drills are done: PARLEY_BACKUP_DRILL_DATABASE_URL is missing, which says where a scratch database can be made');
  const limits = { snapshotEverySeconds: settings.backupScheduleSeconds, ...(drills && settings.backupDrillSeconds > 0 && { drillEverySeconds: settings.backupDrillSeconds }) };
  const engine = new BackupEngine({
    ...parts, ...(drills && { drill: drillInChild }), installation: { environment, region },
    settings: { zones, url, ...limits, spool: { directory: settings.backupSpool, limits: { bytes: settings.backupSpoolBytes, objects: SPOOL_OBJECTS } } },
  });
  backupMetrics(registry, engine);
  drillMetrics(registry, parts.db);
  // Who writes tells of it; where nobody does, all do.
  const alarms = new BackupAlarms({ db: parts.db, zones: zones.map(({ name }) => name), limits, registry, logger, tells: ({ overview }) => engine.state.writing || !overview.writing });
  return {
    start: () => [engine, alarms].forEach((part) => part.start()),
    stop: async () => void (await Promise.all([alarms.stop(), engine.stop()])),
    health: () => alarms.health(),
  };
}
