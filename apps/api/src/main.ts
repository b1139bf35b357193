import 'reflect-metadata';
import { loadSettings } from '@parley/kernel';
import { startFailure } from './server/start-failure.js';
import { start } from './server/start.js';

try {
  await start(loadSettings(process.env));
} catch (error) {
  process.stderr.write(`${startFailure(error)}\n`);
  process.exit(1);
}
