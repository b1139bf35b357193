import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { makeWorkerUtils } from 'graphile-worker';
import { initDatabase, migrate, schemaState, waitForDatabase, DatabaseUnfit } from '@parley/persistence';
import { at, run, server } from './support/server.js';

class First1764000000001 {
  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query('create table words (id int primary key)');
  }
  async down(): Promise<void> {}
}
class Second1764000000002 {
  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query('create table more_words (id bigint generated always as identity)');
  }
  async down(): Promise<void> {}
}
const both = [First1764000000001, Second1764000000002];

describe('administration of a database', () => {
  const name = `admin_${randomBytes(6).toString('hex')}`;
  const role = `runtime_${randomBytes(6).toString('hex')}`;
  /** Another database of the server, and a role that both are made for. */
  const [other, shared] = [`${name}_other`, `${role}_shared`];
  const roles = { runtimeRole: role, password: 'secret', env: 'development' };
  const lines: string[] = [];
  const needs = { migrations: both, environment: 'development', log: (line: string) => lines.push(line) };

  beforeAll(async () => {
    for (const each of [name, other]) await run(server, `create database ${each}`);
  });
  afterAll(async () => {
    for (const each of [name, other]) await run(server, `drop database ${each} with (force)`);
    for (const each of [role, shared]) await run(server, `drop role ${each}`);
  });

  it('makes a role that owns nothing, and may be asked again', async () => {
    await initDatabase(at(name), roles);
    await initDatabase(at(name), roles);
    expect(await run(at(name, role), 'select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user')).toEqual([
      { rolsuper: false, rolbypassrls: false, rolcreaterole: false },
    ]);
    await expect(run(at(name, role), 'create table mine (id int)')).rejects.toThrow(/permission denied/);
    await expect(run(at(name, role), `update parley_meta set environment = 'production'`)).rejects.toThrow(/permission denied/);
  });

  it('makes and changes one role for two databases of a server at once', async () => {
    for (let round = 0; round < 6; round += 1) {
      await Promise.all([name, other].map((each) => initDatabase(at(each), { ...roles, runtimeRole: shared })));
      // To be made, and to be changed.
      if (round % 2 === 0) for (const each of [name, other]) await run(at(each), `drop owned by ${shared}`);
      if (round % 2 === 0) await run(server, `drop role ${shared}`);
    }
    for (const each of [name, other]) expect(await run(at(each, shared), 'select environment from parley_meta')).toEqual([{ environment: 'development' }]);
  });

  it('is waited for while migrations are missing, with one line for each reason', async () => {
    const waiting = waitForDatabase(at(name, role), needs);
    expect(await migrate(at(name), [First1764000000001], 'development')).toEqual(['First1764000000001']);
    expect(await migrate(at(name), both, 'development')).toEqual(['Second1764000000002']);
    await waiting;
    expect(lines.every((line) => /^Waiting\. The database needs (1 migration|2 migrations): parley db migrate$/.test(line))).toBe(true);
    expect(await run(at(name, role), 'insert into more_words default values returning id')).toHaveLength(1);
  });

  it('leaves the job queue ready for the apps’ role, which changes no table', async () => {
    const utils = await makeWorkerUtils({ connectionString: at(name, role) });
    await utils.addJob('purge', {});
    await utils.release();
    expect(await run(at(name, role), 'select task_identifier from graphile_worker.jobs')).toEqual([{ task_identifier: 'purge' }]);
  });

  it('runs each migration once when two administrators migrate at once', async () => {
    await run(at(name), `drop table words, more_words; delete from parley_migrations`);
    const ran = await Promise.all([migrate(at(name), both, 'development'), migrate(at(name), both, 'development')]);
    expect(ran.flat()).toEqual(['First1764000000001', 'Second1764000000002']);
  });

  it('refuses another environment, for administrators and for apps', async () => {
    await expect(initDatabase(at(name), { ...roles, env: 'production' })).rejects.toThrow(
      'The database was made for PARLEY_ENV=development and does not start as production',
    );
    await expect(migrate(at(name), both, 'production')).rejects.toThrow('The database was made for PARLEY_ENV=development and does not start as production');
    await expect(waitForDatabase(at(name, role), { ...needs, environment: 'production' })).rejects.toThrow(DatabaseUnfit);
  });

  it('lets older code run until a migration has taken away what it needs', async () => {
    const older = { ...needs, migrations: [First1764000000001] };
    await waitForDatabase(at(name, role), older);
    await run(at(name), `update parley_meta set oldest_code = 'Second1764000000002'`);
    await expect(waitForDatabase(at(name, role), older)).rejects.toThrow('The database is newer than this version of Parley');
    await expect(migrate(at(name), [First1764000000001], 'development')).rejects.toThrow('The database is newer than this version of Parley');
    await waitForDatabase(at(name, role), needs);
  });

  it('stops at a wrong password, without showing it', async () => {
    const url = at(name, role).replace('secret', 'guessed');
    await expect(waitForDatabase(url, needs)).rejects.toThrow('The database refuses the log-in of DATABASE_URL (28P01)');
  });

  it('tells what is pending on an empty database', async () => {
    expect(await schemaState({ query: async () => [] }, both)).toEqual({ pending: ['First1764000000001', 'Second1764000000002'], tooNew: false, isEmpty: true, environment: undefined });
  });
});
