import type { BackupEngine } from '@parley/backup';
import { Gauge, type Registry } from '@parley/kernel/metrics';

/** How backups go, for alarms: those of the worker that writes them. */
export function backupMetrics(registry: Registry, engine: Pick<BackupEngine, 'state'>): void {
  const registers = [registry];
  const zones = () => engine.state.replicator?.zones ?? [];
  new Gauge({
    name: 'parley_backup_writing', help: '1 in the worker that writes backups, 0 in those that would when it ends.', registers,
    collect() {
      this.set(engine.state.writing ? 1 : 0);
    },
  });
  new Gauge({
    name: 'parley_backup_snapshots_only', help: '1 while snapshots are all that is written, as the server lets no changes be read; lag is then counted from the last one.', registers,
    collect() {
      this.set(engine.state.snapshotsOnly ? 1 : 0);
    },
  });
  new Gauge({
    name: 'parley_backup_zone_lag_seconds', help: 'How old the newest is that can be read in a zone: what would be lost with everything but that zone.', labelNames: ['zone'], registers,
    collect() {
      this.reset();
      for (const { name, heartbeat } of zones()) this.set({ zone: name }, heartbeat === undefined ? Number.NaN : (Date.now() - heartbeat.getTime()) / 1000);
    },
  });
  new Gauge({
    name: 'parley_backup_zone_waiting_bytes', help: 'What a zone is still to get from the spool.', labelNames: ['zone'], registers,
    collect() {
      this.reset();
      for (const { name, waiting } of zones()) this.set({ zone: name }, waiting.bytes);
    },
  });
  new Gauge({
    name: 'parley_backup_zone_unreachable_seconds', help: 'For how long a zone could not be written to; 0 while it can.', labelNames: ['zone'], registers,
    collect() {
      this.reset();
      for (const { name, unreachableSince } of zones()) this.set({ zone: name }, unreachableSince === undefined ? 0 : (Date.now() - unreachableSince.getTime()) / 1000);
    },
  });
  new Gauge({
    name: 'parley_backup_spool_full', help: '1 while the spool or its disk is full: nothing new is backed up.', registers,
    collect() {
      this.set(engine.state.replicator?.spool.full === true ? 1 : 0);
    },
  });
  new Gauge({
    name: 'parley_backup_spool_bytes', help: 'What lies in the spool, of all zones together.', registers,
    collect() {
      this.set(engine.state.replicator?.spool.bytes ?? 0);
    },
  });
}
