import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { initDatabase, migrate, requireDatabase, waitForDatabase, DatabaseUnfit } from '@parley/persistence';
import { sqlOf } from '../src/admin-client.js';
import { refuseOldServer, serverVersion } from '../src/server-version.js';
import { at as urlAt, run, server } from './support/server.js';

class First1764000000001 {
  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query('create table words (id int primary key)');
  }
  async down(): Promise<void> {}
}

/** DATABASE_URL is the runtime role, which owns no table: row-level security must bind it. */
describe('The role of DATABASE_URL', () => {
  const name = `roles_${randomBytes(6).toString('hex')}`;
  const [owner, runtime, member, bypassing] = ['owner', 'runtime', 'member', 'bypassing'].map((role) => `${role}_${name}`) as [string, string, string, string];
  const at = (user?: string, database = name): string => urlAt(database, user);
  const needs = { migrations: [First1764000000001], environment: 'development' };
  const refused = async (url: string, line: RegExp): Promise<void> => {
    const lines: string[] = [];
    const looks = [() => waitForDatabase(url, { ...needs, log: (told) => lines.push(told) }), () => requireDatabase(url, needs)];
    for (const look of looks) {
      const error = await look().then(() => undefined, (reason: unknown) => reason);
      expect(error).toBeInstanceOf(DatabaseUnfit);
      expect((error as Error).message).toMatch(line);
    }
    expect(lines).toEqual([]);
  };

  beforeAll(async () => {
    await run(server, `create role ${owner} login password 'secret' createrole`);
    await run(server, `create database ${name} owner ${owner}`);
    await initDatabase(at(owner), { runtimeRole: runtime, password: 'secret', env: 'development' });
    await migrate(at(owner), [First1764000000001], 'development');
    await run(server, `create role ${member} login password 'secret' in role ${owner}`);
    await run(server, `create role ${bypassing} login password 'secret' bypassrls`);
    for (const role of [member, bypassing]) await run(at(), `grant select on parley_meta, parley_migrations to ${role}`);
  });
  afterAll(async () => {
    await run(server, `drop database ${name} with (force)`);
    for (const role of [member, bypassing, runtime, owner]) await run(server, `drop role if exists ${role}`);
  });

  it('is accepted when it owns nothing and row-level security binds it', async () => {
    await waitForDatabase(at(runtime), { ...needs, log: () => undefined });
    await requireDatabase(at(runtime), needs);
  });

  it('may not be a superuser', () => refused(at(), /^DATABASE_URL names a role that bypasses row-level security: set it to the runtime role/));

  it('may not have BYPASSRLS', () => refused(at(bypassing), /^DATABASE_URL names a role that bypasses row-level security: set it to the runtime role/));

  it('may not be a superuser who has taken on another role with SET ROLE', () =>
    refused(`${at()}?options=${encodeURIComponent(`-c role=${runtime}`)}`, /^DATABASE_URL names a role that bypasses row-level security/));

  it('may not own a table, nor act as the owner by membership', async () => {
    const line = /^DATABASE_URL names a role that owns Parley's tables: set it to the runtime role[^\n]+PARLEY_ADMIN_DATABASE_URL to the owner$/;
    await refused(at(owner), line);
    await refused(at(member), line);
  });

  it.each([
    ['a superuser', 'postgres', /bypasses row-level security/],
    ['one with BYPASSRLS', bypassing, /bypasses row-level security/],
    ['the owner', owner, /owns Parley's tables/],
    ['a member of the owner', member, /owns Parley's tables/],
  ])('is not made of %s by db init, which changes nothing then', async (_what, role, line) => {
    const passwords = `select rolname, rolpassword from pg_authid where rolname = '${role}'`;
    const before = await run(server, passwords);
    await expect(initDatabase(at(owner), { runtimeRole: role, password: 'other', env: 'development' })).rejects.toThrow(line);
    expect(await run(server, passwords)).toEqual(before);
  });

  it('may not be the administrator’s on a database that has no tables yet', async () => {
    const empty = `empty_${name}`;
    await run(server, `create database ${empty} owner ${owner}`);
    try {
      const url = at(owner, empty);
      await expect(initDatabase(url, { runtimeRole: owner, env: 'development' })).rejects.toThrow('DATABASE_URL and PARLEY_ADMIN_DATABASE_URL name the same role');
      await expect(migrate(url, [First1764000000001], 'development')).rejects.toThrow('The database needs to be made: parley db init');
      expect(await run(url, `select from pg_tables where schemaname = 'public'`)).toEqual([]);
    } finally {
      await run(server, `drop database ${empty} with (force)`);
    }
  });
});

it('the real server says a version that passes', async () => {
  const client = new pg.Client(process.env['TEST_POSTGRES_URL']);
  await client.connect();
  const version = await serverVersion(sqlOf(client)).finally(() => client.end());
  expect(Math.floor(version / 10_000)).toBe(18);
  expect(() => refuseOldServer(version, 'DATABASE_URL')).not.toThrow();
});
