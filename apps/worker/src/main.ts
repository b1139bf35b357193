import 'reflect-metadata';
import { loadSettings } from '@parley/kernel';
import { startFailure } from './start-failure.js';
import { start } from './start.js';

try {
  await start(loadSettings(process.env, { listens: false }));
} catch (error) {
  process.stderr.write(`${startFailure(error)}\n`);
  process.exit(1);
}
