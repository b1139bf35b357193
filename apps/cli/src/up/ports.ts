import type { Settings } from '@parley/kernel';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { StartError } from '../start-error.js';

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use',
  EACCES: 'needs a privilege that this user does not have',
  EADDRNOTAVAIL: 'is on an address that this host does not have',
};

async function check(host: string, port: number, variable: string): Promise<void> {
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new StartError(`Port ${port} of ${host} ${REASONS[code] ?? `cannot be used (${code})`}: ${variable}`, { cause: error });
  }
  server.close();
  await once(server, 'close');
}

/** Tries every port before anything is started. Throws StartError that names the variable. */
export async function checkPorts(settings: Settings): Promise<void> {
  await check(settings.host, settings.port, 'PARLEY_PORT');
  await check(settings.host, settings.metricsPort, 'PARLEY_METRICS_PORT');
  await check(settings.host, settings.workerMetricsPort, 'PARLEY_WORKER_METRICS_PORT');
}
