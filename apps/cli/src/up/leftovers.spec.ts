import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WORKER } from './app.js';
import { endLeftovers, remember } from './leftovers.js';
import { startOf } from './process-info.js';

const LISTENS = `require('node:net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port); })`;

let dataDir: string;

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'parley-leftovers-'));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** A process that listens, and whose command line says that it is `main`. */
async function listening(main: string): Promise<{ pid: number; port: number; end: () => boolean }> {
  const child = spawn(process.execPath, ['-e', LISTENS, main], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return { pid: child.pid ?? 0, port: Number(port), end: () => child.kill('SIGKILL') };
}

/** Throws when somebody has the port. */
async function take(port: number): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  server.close();
}

it.each([['runs', () => true], ['is ending already', ({ end }: { end: () => boolean }) => end()]])(
  'an app of an earlier start that %s has ended, and its port is free', async (_how, before) => {
    const app = await listening(WORKER.main);
    remember(dataDir, [app.pid]);
    before(app);
    await endLeftovers(dataDir, 20);
    await take(app.port);
  });

it('a process that is no app of ours is left alone, whatever was remembered', async () => {
  const stranger = await listening('strange.js');
  remember(dataDir, [stranger.pid]);
  await endLeftovers(dataDir, 20);
  await expect(take(stranger.port)).rejects.toThrow('EADDRINUSE');
  stranger.end();
});

it('a process that ended and whose parent never asks how has ended all the same', async () => {
  // The shell becomes a program that never asks.
  const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [pid] = (await once(parent.stdout, 'data')) as [Buffer];
  while (startOf(Number(pid)) !== undefined);
  expect(startOf(parent.pid ?? 0)).toBeDefined();
  parent.kill('SIGKILL');
  await once(parent, 'exit');
});
