import type { Settings } from '@parley/kernel';
import { DataDir } from '../data-dir/data-dir.js';
import { lockDataDir } from '../data-dir/lock.js';
import { refuseEmbeddedInProduction } from '../database/embedded-allowed.js';
import { say } from '../report.js';
import { announce } from './announce.js';
import { API, WORKER } from './app.js';
import { appEnvironment } from './apps-environment.js';
import { untilReady } from './health.js';
import { endLeftovers, remember } from './leftovers.js';
import { checkPorts } from './ports.js';
import { Started } from './started.js';
import { stopSignals } from './stop-signals.js';
import { SupervisedApp } from './supervised-app.js';

/** Beyond the time for draining, for an app to end by itself. */
const GRACE_SECONDS = 5;

/**
 * Runs the whole product until a signal stops it: database, API, worker. What was started is stopped again in the
 * opposite order, also when a later step fails. Throws errors that `report.ts` tells in one line.
 */
export async function up(settings: Settings, env: NodeJS.ProcessEnv): Promise<void> {
  const signals = stopSignals();
  const started = new Started(signals);
  try {
    await start(settings, env, started);
    if (!signals.stop.aborted) await new Promise((resolve) => signals.stop.addEventListener('abort', resolve, { once: true }));
    say('Parley is stopping.');
  } catch (error) {
    // A step that was interrupted fails in its own way; the person asked for the end and gets it.
    if (!signals.stop.aborted) throw error;
  } finally {
    await started.stopAll();
  }
}

async function start(settings: Settings, env: NodeJS.ProcessEnv, started: Started): Promise<void> {
  refuseEmbeddedInProduction(settings);
  const dataDir = DataDir.open(settings.dataDir, settings.env);
  const lock = await lockDataDir(dataDir.path);
  started.push(lock.release);
  await endLeftovers(dataDir.path, settings.shutdownSeconds + GRACE_SECONDS);
  await checkPorts(settings);

  // Loaded late: the checks above tell a person at once what is wrong, before the libraries for databases are read.
  const { startDatabase } = await import('./start-database.js');
  const urls = await startDatabase(settings, dataDir, started);
  const apps: SupervisedApp[] = [];
  const onSpawn = (): void => remember(dataDir.path, apps.flatMap(({ pid }) => pid ?? []));
  const [worker, api] = [WORKER, API].map((app) => new SupervisedApp(app, appEnvironment(app, env, settings, urls), onSpawn)) as [SupervisedApp, SupervisedApp];
  for (const app of [worker, api]) {
    apps.push(app);
    started.push(() => app.stop(settings.shutdownSeconds + GRACE_SECONDS), () => app.kill());
  }
  const ready = (signal: AbortSignal): Promise<void> => untilReady(settings, AbortSignal.any([signal, started.interrupted]));
  await started.orInterrupted(Promise.all([worker.start(ready), api.start(ready)]));
  announce(settings, dataDir);
}
