import { expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Closes by what keeps no process alive, as an unreferenced timer does. */
const PROGRAM = `
  import { closeOnSignal } from '@parley/kernel';
  const say = (_of, line) => process.stdout.write((line ?? _of) + '\\n');
  const ready = setInterval(() => undefined, 1000);
  closeOnSignal(() => { clearInterval(ready); return new Promise((resolve) => setTimeout(resolve, 100).unref()); }, { info: say, error: say });
  say('', 'ready');`;

it('What closes is waited for, also where it keeps no process alive', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'readable');
  child.kill('SIGTERM');
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit') as Promise<[number | null]>]);
  expect([said.trim().split('\n'), code]).toEqual([['ready', 'stopping', 'stopped'], 0]);
}, 30_000);
