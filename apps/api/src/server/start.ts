import { Server as TlsServer } from 'node:tls';
import { closeOnSignal, createLogger, type Settings } from '@parley/kernel';
import { createRegistry, serveMetrics } from '@parley/kernel/metrics';
import { certificateFiles } from './adapter.js';
import { reloadCertificates } from './certificate-reload.js';
import { createApp } from './create-app.js';

const SWEEP_MS = 100;

/** Starts the API: resolves when it listens, rejects when it cannot. */
export async function start(settings: Settings): Promise<void> {
  const logger = createLogger('api', settings.logLevel);
  const registry = createRegistry('api');
  const started: { close?: () => Promise<void> } = {};
  // From the first moment: it may wait for its database for long.
  closeOnSignal(async () => started.close?.(), logger);
  const app = await createApp(settings, logger, registry);
  const metrics = await serveMetrics(registry, settings.host, settings.metricsPort);
  await app.listen(settings.port, settings.host);

  const server = app.getHttpServer();
  const files = certificateFiles(settings);
  const stopReloading = files !== undefined && server instanceof TlsServer ? reloadCertificates(server, files, logger) : undefined;
  started.close = async () => {
    // Who does not finish in time is cut off; what was acknowledged is safe either way.
    const impatience = setTimeout(() => server.closeAllConnections(), settings.shutdownSeconds * 1000);
    // A connection whose last answer was under way when the listener closed is idle afterwards, and would be waited for.
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    stopReloading?.();
    await app.close();
    clearTimeout(impatience);
    clearInterval(sweep);
    metrics.closeAllConnections();
    metrics.close();
  };
  logger.info({ host: settings.host, port: settings.port, tls: files !== undefined }, 'listening');
}
