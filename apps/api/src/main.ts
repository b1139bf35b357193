import 'reflect-metadata';
import { loadSettings } from '@parley/kernel';
import { startFailure } from './server/start-failure.js';

try {
  const settings = loadSettings(process.env);
  // Loaded late: a wrong setting is told without loading everything first.
  const { start } = await import('./server/start.js');
  await start(settings);
} catch (error) {
  process.stderr.write(`${startFailure(error)}\n`);
  process.exit(1);
}
