import { closeOnSignal, createLogger, type Settings } from '@parley/kernel';
import { createRegistry, serveMetrics } from '@parley/kernel/metrics';
import { createWorker, type RunningWorker } from './create-worker.js';
import type { WorkerHealth } from './worker-health.js';

/** Starts the worker: resolves when it works, rejects when it cannot. */
export async function start(settings: Settings): Promise<void> {
  const logger = createLogger('worker', settings.logLevel);
  const registry = createRegistry('worker');
  const started: { worker?: RunningWorker } = {};
  // From the first moment: it may wait for its database for long.
  closeOnSignal(async () => started.worker?.stop(), logger);
  await serveMetrics(registry, settings.host, settings.workerMetricsPort, (): WorkerHealth => started.worker?.health() ?? { status: 'starting' });
  started.worker = await createWorker(settings, logger, registry);
  logger.info('working');
}
