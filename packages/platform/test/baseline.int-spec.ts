import { randomBytes } from 'node:crypto';
import { initDatabase, migrate, type Migration, type MigrateOptions } from '@parley/persistence';
import { MIGRATIONS, readBaseline } from '@parley/platform/migrations';
import { catalogOf, databaseUrl, testServer, withClient } from '@parley/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const ROWS = `
  select 'rows of ' || relname || ': ' || (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I', relname), false, true, '')))[1]::text as line
  from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`;
const SEQUENCES = `select sequencename, start_value, increment_by, max_value, cycle, last_value from pg_sequences where schemaname = 'public' order by 1`;

interface Made {
  /** As the superuser, who sees every row. */
  readonly query: (text: string) => Promise<object[]>;
  readonly ran: readonly string[];
}

/** Databases of an owner whom row-level security binds, each made with the same roles. */
class Databases {
  readonly owner = `owner_${randomBytes(6).toString('hex')}`;
  private readonly made: string[] = [];

  async make(migrations: readonly Migration[], options: MigrateOptions): Promise<Made> {
    const name = `baseline_${randomBytes(6).toString('hex')}`;
    const server = testServer();
    if (this.made.length === 0) await withClient(server, (client) => client.query(`create role ${this.owner} login createrole password 'owner'`));
    await withClient(server, (client) => client.query(`create database ${name} owner ${this.owner}`));
    this.made.push(name);
    const [url, superuser] = [databaseUrl(server, name, { name: this.owner, password: 'owner' }), databaseUrl(server, name)];
    await initDatabase(url, { runtimeRole: 'parley_runtime', env: 'development' });
    const ran = await migrate(url, migrations, 'development', options);
    return { ran, query: (text) => withClient(superuser, async (client) => (await client.query<object>(text)).rows) };
  }

  async drop(): Promise<void> {
    for (const name of this.made) await withClient(testServer(), (client) => client.query(`drop database ${name} with (force)`));
    await withClient(testServer(), (client) => client.query(`drop role ${this.owner}`));
  }
}

describe('a database that is made by the baseline', () => {
  const databases = new Databases();
  const baseline = readBaseline();
  let [one, other]: [Made, Made] = [undefined as never, undefined as never];

  beforeAll(async () => {
    [one, other] = [await databases.make(MIGRATIONS, { baseline }), await databases.make(MIGRATIONS, {})];
  });
  afterAll(() => databases.drop());

  it('is what migrations make: tables, keys, indexes, functions, policies, rights, comments, what is published', async () => {
    expect(await catalogOf(one.query)).toEqual(await catalogOf(other.query));
    expect((await catalogOf(one.query)).filter((line) => line.startsWith('table ')).length).toBeGreaterThan(40);
  });

  it('has the rows that migrations write, and sequences that begin where theirs do', async () => {
    expect(await one.query(ROWS)).toEqual(await other.query(ROWS));
    expect(await one.query(SEQUENCES)).toEqual(await other.query(SEQUENCES));
    for (const rows of ['select environment, oldest_code from parley_meta', 'select timestamp, name from parley_migrations order by id', 'select tree from audit_trees']) {
      expect(await one.query(rows)).toEqual(await other.query(rows));
    }
  });

  it('was made when it was made', async () => {
    for (const { query } of [one, other]) {
      expect(await query(`select now() - created_at < interval '1 hour' as lately from backup_repository`)).toEqual([{ lately: true }]);
      expect(await query(`select now() - min(opened_at) < interval '1 hour' as lately from audit_trees`)).toEqual([{ lately: true }]);
    }
  });

  it('is its own repository, and its owner is told of every migration', async () => {
    const id = `select id from backup_repository`;
    expect(await one.query(id)).toEqual([{ id: expect.stringMatching(/^[0-9a-f]{32}$/) }]);
    expect(await one.query(id)).not.toEqual(await other.query(id));
    expect(one.ran.toSorted()).toEqual(MIGRATIONS.map(({ name }) => name).sort());
    expect(baseline.sql).not.toContain(((await other.query(id)) as [{ id: string }])[0].id);
  });

  it('is made by migrations where not all that the baseline stands for are asked for', async () => {
    const few = MIGRATIONS.slice(0, 3);
    const { ran, query } = await databases.make(few, { baseline });
    expect(ran).toEqual(few.map(({ name }) => name));
    expect(await query('select name from parley_migrations order by id')).toEqual(few.map(({ name }) => ({ name })));
  });
});
