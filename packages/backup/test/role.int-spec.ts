import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { initBackupRole } from '@parley/backup';
import { DatabaseUnfit, initDatabase, migrate } from '@parley/persistence';
import { testServer, withClient } from '@parley/testing';

class Words1764000000001 {
  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query('create table words (id text primary key); alter table words enable row level security; alter table words force row level security');
  }
  async down(): Promise<void> {}
}

const server = testServer();
const run = (url: string, sql: string) => withClient(url, async (client) => (await client.query<Record<string, unknown>>(sql)).rows);

describe('The role of PARLEY_BACKUP_DATABASE_URL', () => {
  const name = `backup_role_${randomBytes(6).toString('hex')}`;
  const [owner, runtime, member, backup, given] = ['owner', 'runtime', 'member', 'backup', 'given'].map((role) => `${role}_${name}`) as [string, string, string, string, string];
  const at = (username?: string): string => Object.assign(new URL(server), { pathname: `/${name}`, ...(username !== undefined && { username, password: 'secret' }) }).href;
  const init = (role: string, adminUrl = at()) => initBackupRole(adminUrl, { name: role, password: 'secret', runtimeRole: runtime });

  beforeAll(async () => {
    await run(server, `create role ${owner} login password 'secret' createrole`);
    await run(server, `create database ${name} owner ${owner}`);
    await initDatabase(at(owner), { runtimeRole: runtime, password: 'secret', env: 'development' });
    await run(server, `create role ${member} login password 'secret' in role ${owner}`);
  });
  afterAll(async () => {
    await run(server, `drop database ${name} with (force)`);
    for (const role of [member, runtime, backup, given, owner]) await run(server, `drop role if exists ${role}`);
  });

  it.each([
    ['the runtime role', runtime, 'and DATABASE_URL name the same role'],
    ['the owner', owner, 'names a role that owns Parley\'s tables'],
    ['a member of the owner', member, 'names a role that owns Parley\'s tables'],
    ['a superuser', 'postgres', 'names a superuser'],
  ])('is not made of %s, which stays as it is', async (_what, role, line) => {
    const state = `select rolpassword, rolreplication, rolbypassrls from pg_authid where rolname = '${role}'`;
    const before = await run(server, state);
    const refusal = await init(role, at(owner)).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DatabaseUnfit);
    expect((refusal as Error).message).toMatch(new RegExp(`^PARLEY_BACKUP_DATABASE_URL [^\\n]*${line}[^\\n]*: set it to a role of its own, which parley db init makes$`));
    expect(await run(server, state)).toEqual(before);
  });

  it('is named with the statement to run where only a superuser may make it; made by him, it gets its grants', async () => {
    const refusal = (await init(given, at(owner)).catch((error: unknown) => error)) as Error;
    expect(refusal).toBeInstanceOf(DatabaseUnfit);
    const [, statement = ''] = /: (create role [^\n]+)$/.exec(refusal.message) ?? [];
    expect(statement).toBe(`create role "${given}" login replication bypassrls password '…'`);
    expect(refusal.message).not.toContain('secret');
    await run(server, statement.replace('…', 'secret'));
    await init(given, at(owner));
    await init(given, at(owner));
    expect(await run(at(given), 'select environment from parley_meta')).toEqual([{ environment: 'development' }]);
  });

  it('is named with the statement too where it is there and may too little', async () => {
    await run(server, `create role ${backup}`);
    await expect(init(backup, at(owner))).rejects.toThrow(`alter role "${backup}" login replication bypassrls password '…'`);
    await run(server, `drop role ${backup}`);
  });

  it('reads every row, also of tables that come later, and the stream of changes, and writes none', async () => {
    await init(backup);
    await init(backup);
    // The default privileges are those of whoever owns the tables.
    await init(backup, at(owner));
    await migrate(at(owner), [Words1764000000001], 'development');
    await run(at(), `insert into words values ('hidden by a policy that nothing satisfies')`);
    expect(await run(at(backup), 'select id from words')).toHaveLength(1);
    expect(await run(at(given), 'select id from words')).toHaveLength(1);
    await expect(run(at(backup), `insert into words values ('x')`)).rejects.toThrow('permission denied');
    await run(at(backup), `select pg_create_logical_replication_slot('${name}', 'pgoutput')`);
    await run(at(backup), `select pg_drop_replication_slot('${name}')`);
  });
});
