import 'reflect-metadata';
import { loadSettings, startFailure } from '@parley/kernel';
import { start } from './start.js';

try {
  await start(loadSettings(process.env, { listens: false }));
} catch (error) {
  process.stderr.write(`${startFailure(error, 'worker', ['PARLEY_WORKER_METRICS_PORT'])}\n`);
  process.exit(1);
}
