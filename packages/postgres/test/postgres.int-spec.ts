import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { filesOf, runningPostmaster, startPostgres, type EmbeddedPostgres } from '@parley/postgres';

const ask = async (server: EmbeddedPostgres, sql: string): Promise<string> => {
  const client = new Client({ connectionString: server.url('postgres') });
  // The server may end under it: that is what some of these specs do.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return String(Object.values((await client.query<Record<string, unknown>>(sql)).rows[0] ?? {})[0]);
  } finally {
    await client.end().catch(() => undefined);
  }
};

/** The server refuses sessions while it recovers, which takes as long as the disk does, and a refusal hardly a moment: asked again until it has had 25 s. */
const eventually = async <T>(work: () => Promise<T>, until = performance.now() + 25_000): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (performance.now() > until) throw error;
    await delay(20);
    return eventually(work, until);
  }
};

describe('embedded PostgreSQL', () => {
  let parent: string;
  let folder: string;
  const running: EmbeddedPostgres[] = [];

  const start = async (port?: number): Promise<EmbeddedPostgres> => {
    const server = await startPostgres(folder, port);
    running.push(server);
    return server;
  };

  beforeAll(() => {
    // Nobody but its owner may walk through the parent: the server, as root's `nobody`, must work all the same.
    parent = mkdtempSync(join(tmpdir(), 'parley-pg-'));
    chmodSync(parent, 0o700);
    folder = join(parent, 'a folder', 'database');
  });

  afterAll(() => rmSync(parent, { recursive: true, force: true }));

  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.stop(true)));
  });

  it('runs below a folder of mode 0700, on loopback, with scram and logical decoding, and keeps its data', async () => {
    const server = await start();
    expect(await ask(server, 'show wal_level')).toBe('logical');
    expect(await ask(server, 'show max_slot_wal_keep_size')).toBe('1GB');
    expect(await ask(server, 'show listen_addresses')).toBe('127.0.0.1');
    expect(await ask(server, `select string_agg(distinct auth_method, ',') from pg_hba_file_rules`)).toBe('scram-sha-256');
    await ask(server, 'create table kept as select 42 as n');
    await server.stop();
    expect(runningPostmaster(filesOf(folder).cluster)).toBeUndefined();
    expect(await ask(await start(), 'select n from kept')).toBe('42');
  });

  it('keeps the password readable by its owner only, and refuses another', async () => {
    const server = await start();
    expect(statSync(filesOf(folder).password).mode & 0o777).toBe(0o600);
    const wrong = new Client({ connectionString: server.url('postgres').replace(/:[^:@]+@/, ':wrong@') });
    await expect(wrong.connect()).rejects.toThrow(/password authentication failed/);
  });

  it('starts over the server that a killed supervisor left behind', async () => {
    const orphan = await startPostgres(folder);
    const before = runningPostmaster(filesOf(folder).cluster);
    const next = await start();
    await orphan.exited;
    expect(runningPostmaster(filesOf(folder).cluster)?.pid).not.toBe(before?.pid);
    expect(await ask(next, 'select n from kept')).toBe('42');
  });

  it('starts again on the same port after kill -9 of the server', async () => {
    const server = await startPostgres(folder);
    process.kill(runningPostmaster(filesOf(folder).cluster)?.pid ?? 0, 'SIGKILL');
    await server.exited;
    const next = await start(server.port);
    expect(next.port).toBe(server.port);
    expect(await ask(next, 'select n from kept')).toBe('42');
  });

  it('recovers by itself when a session is killed', async () => {
    const server = await start();
    const session = new Client({ connectionString: server.url('postgres') });
    session.on('error', () => undefined);
    await session.connect();
    const { rows } = await session.query<{ pid: number }>('select pg_backend_pid() as pid');
    const ended = new Promise((resolve) => session.once('end', resolve));
    process.kill(rows[0]?.pid ?? 0, 'SIGKILL');
    await ended;
    await expect(eventually(() => ask(server, 'select n from kept'))).resolves.toBe('42');
  });

  it('leaves alone a stranger whose pid stands in postmaster.pid', async () => {
    writeFileSync(join(filesOf(folder).cluster, 'postmaster.pid'), `${process.pid}\n/elsewhere\n0\n1\n\n\n\nready\n`);
    expect(runningPostmaster(filesOf(folder).cluster)).toBeUndefined();
    rmSync(join(filesOf(folder).cluster, 'postmaster.pid'));
  });

  it('says in one line that the data was made by another major version', async () => {
    const version = join(filesOf(folder).cluster, 'PG_VERSION');
    writeFileSync(version, '17\n');
    await expect(startPostgres(folder)).rejects.toThrow('The embedded database was made by PostgreSQL 17 and this is PostgreSQL 18');
    writeFileSync(version, '18\n');
  });

  it('begins anew when the first start was killed half-way', async () => {
    folder = join(parent, 'half');
    mkdirSync(`${filesOf(folder).cluster}.new/base`, { recursive: true });
    expect(await ask(await start(), 'select 1')).toBe('1');
  });
});
