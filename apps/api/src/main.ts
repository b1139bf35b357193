import 'reflect-metadata';
import { loadSettings, startFailure } from '@parley/kernel';

try {
  const settings = loadSettings(process.env);
  // Loaded late: a wrong setting is told without loading everything first.
  const { start } = await import('./server/start.js');
  await start(settings);
} catch (error) {
  process.stderr.write(`${startFailure(error, 'API', ['PARLEY_PORT', 'PARLEY_METRICS_PORT'])}\n`);
  process.exit(1);
}
