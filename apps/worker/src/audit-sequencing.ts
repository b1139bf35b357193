import { AuditSequencer, auditSettings, formatVerifierKey, oldestPendingSeconds, openPlaces, signerOfLog, type LogKeys } from '@parley/audit-log';
import type { Logger, Registry, Settings } from '@parley/kernel';
import { Gauge } from '@parley/kernel/metrics';
import type { Database } from '@parley/persistence';

/** Who signs the audit log's checkpoints and the receipts of erasures. Rejects with ConfigError when nobody could. */
export async function auditSigner(settings: Settings, db: Database, logger: Logger): Promise<LogKeys> {
  const signer = await signerOfLog(db.system(), auditSettings(settings), (keyFile) => logger.info({ keyFile }, 'the key of the audit log was made: keep a copy'));
  logger.info({ publicKey: formatVerifierKey(signer.key) }, 'audit log');
  return signer;
}

/** Makes the worker's part that puts entries into the tree, signs checkpoints and hands them to the places. */
export function auditSequencing(settings: Settings, signer: LogKeys, db: Database, logger: Logger, registry: Registry): AuditSequencer {
  const given = auditSettings(settings);
  const sequencer = new AuditSequencer({
    db: db.system(),
    signer,
    log: signer,
    places: openPlaces(given.places),
    onAlarm: (what, error) => logger.error({ what, err: error }, 'the audit log is not kept as it should be'),
  });
  auditMetrics(registry, db, sequencer);
  return sequencer;
}

function auditMetrics(registry: Registry, db: Database, sequencer: AuditSequencer): void {
  const registers = [registry];
  new Gauge({
    name: 'parley_audit_healthy', help: '1 when the last look at the audit log ended well, 0 when entries are not sequenced or not signed.', registers,
    collect() {
      this.set(sequencer.state.healthy ? 1 : 0);
    },
  });
  new Gauge({
    name: 'parley_audit_pending_seconds', help: 'How long the oldest entry of the audit log has waited for its place in the tree.', registers,
    async collect() {
      // A scrape while the database is away still shows the rest.
      this.set(await oldestPendingSeconds(db.system()).catch(() => Number.NaN));
    },
  });
  new Gauge({
    name: 'parley_audit_place_behind_seconds', help: 'For how long an outside place has not taken the last checkpoint.', labelNames: ['place'], registers,
    collect() {
      for (const { name, secondsBehind } of sequencer.state.places) this.set({ place: name }, secondsBehind);
    },
  });
}
