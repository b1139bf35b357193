import type { CheckpointSigner } from '@parley/audit-log';
import { overdueSeconds } from '@parley/erasure';
import type { Logger, Registry } from '@parley/kernel';
import { Counter, Gauge } from '@parley/kernel/metrics';
import { erasingParts, type ErasingProcess } from '@parley/platform';
import { ErasureRunner } from './erasure-runner.js';

/** Makes the worker's part that erases, with its metrics: both are to be alarmed on. */
export function erasing(process: ErasingProcess, signer: CheckpointSigner, logger: Logger, registry: Registry): ErasureRunner {
  const registers = [registry];
  const faults = new Counter({ name: 'parley_erasure_faults_total', help: 'Erasures that did not go on when they were tried; they are tried again.', registers });
  new Gauge({
    name: 'parley_erasure_overdue_seconds', help: 'For how long the oldest erasure has been due that no legal hold keeps.', registers,
    async collect() {
      // A scrape while the database is away still shows the rest.
      this.set(await overdueSeconds(process.db.system()).catch(() => Number.NaN));
    },
  });
  const onFault = (erasureId: string, error: unknown): void => {
    faults.inc();
    logger.error({ erasureId, err: error }, 'an erasure did not go on');
  };
  return new ErasureRunner(erasingParts(process, signer, onFault), logger);
}
