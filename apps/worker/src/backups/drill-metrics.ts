import { lastDrills } from '@parley/backup';
import { Gauge, type Registry } from '@parley/kernel/metrics';
import type { Database } from '@parley/persistence';

/** What drills and looks at the zones found, as the database knows: the same in every worker. */
export function drillMetrics(registry: Registry, db: Database): void {
  const registers = [registry];
  // A scrape while the database is away still shows the rest.
  const known = () => lastDrills(db.system()).catch(() => undefined);
  const age = (at: Date | undefined): number => (at === undefined ? Number.NaN : (Date.now() - at.getTime()) / 1000);
  new Gauge({
    name: 'parley_backup_drill_age_seconds', help: 'How long ago a drill began that restored the backups; older than 172800 is an alarm.', registers,
    async collect() {
      this.set(age((await known())?.good?.at));
    },
  });
  new Gauge({
    name: 'parley_backup_drill_good', help: '1 when the last drill that came to its end restored the backups, 0 when it failed.', registers,
    async collect() {
      const last = (await known())?.last;
      this.set(last === undefined ? Number.NaN : last.outcome === 'good' ? 1 : 0);
    },
  });
  new Gauge({
    name: 'parley_backup_rto_seconds', help: 'How long the last good drill took, from a zone to a database that could be used.', registers,
    async collect() {
      this.set((await known())?.good?.rtoSeconds ?? Number.NaN);
    },
  });
  new Gauge({
    name: 'parley_backup_continuity_age_seconds', help: 'How long ago all zones were looked at last, whether they have what they must have.', registers,
    async collect() {
      this.set(age((await known())?.continuityAt));
    },
  });
}
