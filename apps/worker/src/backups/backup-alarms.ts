import { setTimeout as delay } from 'node:timers/promises';
import { alarmFacts, AlarmWatch, backupHealth, backupStanding, type Alarm, type AlarmLimits, type BackupHealth, type BackupStanding } from '@parley/backup';
import type { Logger, Registry } from '@parley/kernel';
import { Gauge } from '@parley/kernel/metrics';
import type { Database } from '@parley/persistence';

const LOOK_MS = 5000;

export interface AlarmParts {
  readonly db: Database;
  /** The names of those that are configured. */
  readonly zones: readonly string[];
  readonly limits: AlarmLimits;
  readonly registry: Registry;
  readonly logger: Pick<Logger, 'error' | 'info'>;
  /** Whether this worker is to tell of it in its log: one does. */
  readonly tells: (standing: BackupStanding) => boolean;
  readonly now?: () => Date;
}

/** Looks every five seconds for what is wrong with backups, and tells of it in the log when it comes and when it goes, by a metric, and as this worker's health. */
export class BackupAlarms {
  private readonly watch: AlarmWatch;
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private standing: BackupStanding | undefined;
  private alarms: readonly Alarm[] = [];

  constructor(private readonly parts: AlarmParts) {
    this.watch = new AlarmWatch(parts.limits);
    const alarms = () => this.alarms;
    new Gauge({
      name: 'parley_backup_alarm', help: '1 for each thing that is wrong with backups, by its rule, and by the zone where it is one\'s.', labelNames: ['rule', 'zone'], registers: [parts.registry],
      collect() {
        this.reset();
        for (const { rule, zone = '' } of alarms()) this.set({ rule, zone }, 1);
      },
    });
  }

  /** How backups are; undefined until the database was asked. */
  health(): BackupHealth | undefined {
    return this.standing && backupHealth(this.standing, this.alarms, this.now());
  }

  start(): void {
    this.running = this.run(this.stopping.signal);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** While the database is away, what it said last grows older. */
  async look(): Promise<void> {
    this.standing = (await backupStanding(this.parts.db.system(), this.parts.zones).catch(() => undefined)) ?? this.standing;
    if (!this.standing) return;
    const before = this.alarms;
    this.alarms = this.watch.look(alarmFacts(this.standing), this.now());
    if (!this.parts.tells(this.standing)) return;
    const { logger } = this.parts;
    for (const alarm of without(this.alarms, before)) logger.error({ ...alarm }, 'an alarm about backups: see GET /health of the metrics port, and docs/backups.md');
    for (const alarm of without(before, this.alarms)) logger.info({ ...alarm }, 'an alarm about backups is over');
  }

  private async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.look();
      await delay(LOOK_MS, undefined, { signal }).catch(() => undefined); // it is over
    }
  }

  private now(): Date {
    return this.parts.now?.() ?? new Date();
  }
}

const without = (these: readonly Alarm[], others: readonly Alarm[]): Alarm[] => these.filter((one) => !others.some(({ rule, zone }) => rule === one.rule && zone === one.zone));
