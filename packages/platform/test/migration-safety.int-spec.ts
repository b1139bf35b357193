import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { noOlderCode } from '@parley/persistence';
import { MIGRATIONS } from '@parley/platform/migrations';
import { createTestDatabase, unsafeChanges, type TestDatabase } from '@parley/testing';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';

/** What had landed when the first schema was whole: it was made at once. Every migration after it finds the version before at work. */
const FIRST_SCHEMA = 1764000011000;

const timestampOf = (migration: { name: string }): number => Number(migration.name.slice(-13));
const migration = (sql: string): MigrationInterface => ({
  up: async (runner: QueryRunner) => void (await runner.query(sql)),
  down: async () => {},
});

describe('migrations expand, then contract: version N−1 runs on the schema of N', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource({ type: 'postgres', url: database.adminUrl }).initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.close();
  });

  it('holds for every migration after the first schema, each on the schema of the one before', async () => {
    await database.query('drop schema public cascade');
    await database.query('create schema public');
    await database.query('create table parley_meta (oldest_code text)');
    await database.query('insert into parley_meta values (null)');
    const runner = dataSource.createQueryRunner();
    const checked: string[] = [];
    for (const Migration of MIGRATIONS) {
      if (timestampOf(Migration) > FIRST_SCHEMA) {
        checked.push(Migration.name);
        expect({ migration: Migration.name, unsafe: await unsafeChanges(dataSource, new Migration()) }).toEqual({ migration: Migration.name, unsafe: [] });
      }
      await new Migration().up(runner);
    }
    await runner.release();
    expect(checked).toContain('DeletedWebhooks1764000012000');
  });

  it.each([
    ['a column type that rewrites the table', 'alter table messages alter column ordinal type numeric', 'rewritten'],
    ['a volatile default', 'alter table users add column token uuid default gen_random_uuid()', 'rewritten'],
    ['an index built while writers wait', 'create index messages_received on messages (received)', 'scanned while locked'],
    ['a check validated at once', 'alter table users add constraint users_brand check (length(brand_id) < 25)', 'scanned while locked'],
    ['a column dropped', 'alter table users drop column brand_id', 'column gone'],
    ['a column renamed', 'alter table users rename column brand_id to person', 'column gone'],
    ['a table dropped', 'drop table user_addresses', 'column gone'],
    ['a required column without a default', 'alter table clients add column info text not null', 'column that older inserts cannot fill'],
  ] as const)('refuses %s', async (_, sql, fault) => {
    expect((await unsafeChanges(dataSource, migration(sql))).map((change) => change.fault)).toContain(fault);
  });

  it('lets a migration do without a transaction only what PostgreSQL refuses in one', async () => {
    const outside = (up: string, down: string): MigrationInterface =>
      ({ ...migration(up), transaction: false, down: async (runner: QueryRunner) => void (await runner.query(down)) });
    expect(await unsafeChanges(dataSource, outside('create index concurrently beside on messages (received)', 'drop index beside'))).toEqual([]);
    await expect(unsafeChanges(dataSource, outside('create index blocking on messages (received)', 'drop index blocking'))).rejects.toThrow('needs a transaction');
  });

  class Contraction1 implements MigrationInterface {
    constructor(private readonly sql: string) {}
    up = async (runner: QueryRunner): Promise<void> => void (await runner.query(this.sql));
    down = async (): Promise<void> => {};
  }
  const faults = async (sql: string) => (await unsafeChanges(dataSource, new Contraction1(sql))).map(({ fault }) => fault);

  it('lets a migration take away only what it has said no older code may miss, and rewrite nothing', async () => {
    const drop = 'alter table users drop column brand_id';
    expect(await faults(drop)).toEqual(['column gone']);
    expect(await faults(`${drop}; ${noOlderCode('Another2')}`)).toEqual(['column gone']);
    expect(await faults(`${drop}; ${noOlderCode('Contraction1')}`)).toEqual([]);
    expect(await faults(`${drop}; alter table messages alter column ordinal type numeric; ${noOlderCode('Contraction1')}`)).toEqual(['rewritten']);
  });

  it.each([
    ['a nullable column', 'alter table users add column note text'],
    ['a constant default', "alter table users add column kind text not null default 'person'"],
    ['a new table with an index', 'create table notes (id text primary key); create index notes_id on notes (id)'],
    ['a check that is validated later', 'alter table users add constraint users_brand check (length(brand_id) < 25) not valid'],
  ])('allows %s', async (_, sql) => {
    expect(await unsafeChanges(dataSource, migration(sql))).toEqual([]);
  });
});
