import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { copyOut, initBackupRole, LEDGER_TABLES, publishedSchema, RowCheck, takeSnapshot, transactionsSoFar, TupleReader, type SnapshotManifest, type SnapshotTaken } from '@parley/backup';
import { readCatalog, schemaHash } from '@parley/persistence';
import { createTestDatabase, eventually, sqlOf, type TestDatabase } from '@parley/testing';
import { importing, load, OPTIONS, TestZone } from './support/snapshots.js';

const TABLES = ['notes', 'wide', 'roles', 'nothing', 'tiny'];
const WRITERS = 12;

let database: TestDatabase;
let zone: TestZone;
const take = (tables: readonly string[] = TABLES, options = {}): Promise<SnapshotTaken> => takeSnapshot(zone.parts(database.adminUrl, tables), { ...OPTIONS, ...options });

beforeAll(async () => {
  database = await createTestDatabase();
  await database.query(`
    create schema loaded;
    create table notes (gone text, id int primary key, body text, length int generated always as (length(body)) stored, app_id text, tags text[] default '{a,b}', at timestamptz default now(), "or Der" numeric);
    create table wide (app_id text not null, id int primary key, body bytea not null);
    alter table wide alter body set storage external;
    create table roles (id int primary key, name text);
    create table nothing (app_id text, id int primary key);
    create table tiny (app_id text not null, id int primary key, body text);
    create table grown (id int primary key, app_id text not null, body bytea not null);
    insert into notes (gone, id, body, app_id) select 'gone', n, case when n % 3 > 0 then repeat(md5(n::text), 1 + n % 9) end, case when n % 10 > 0 then 'app' || n % 4 end from generate_series(1, 20000) n;
    alter table notes drop column gone;
    insert into wide select 'app' || n % 2, n, (select string_agg(sha512((n || '-' || k)::bytea), '') from generate_series(1, 3000) k) from generate_series(1, 12) n;
    insert into roles select n, 'role ' || n from generate_series(1, 100) n;
    insert into tiny select 'tiny' || lpad((n % 2000)::text, 4, '0'), n, md5(n::text) from generate_series(1, 6000) n;
    insert into grown select n, 'app', (select string_agg(sha512((n || '-' || k)::bytea), '') from generate_series(1, 24) k) from generate_series(1, 30000) n`);
});
afterAll(() => database.close());
beforeEach(() => {
  zone = new TestZone();
});

/** Sum, text and number of each app's rows, read from PostgreSQL itself. */
const DIGEST = (table: string): string => `select coalesce(app_id, '') as app, count(*)::int as rows, md5(string_agg(t::text, e'\\n' order by id)) as digest from ${table} t group by 1 order by 1`;

async function check(client: pg.Client, manifest: SnapshotManifest, name: string): Promise<void> {
  const table = manifest.tables.find((each) => each.name === name)!;
  const rows = await zone.rows(manifest, table);
  const digest = name === 'roles' ? DIGEST(name).replace("coalesce(app_id, '')", "''") : DIGEST(name);
  await client.query(`drop table if exists loaded.${name}; create table loaded.${name} (like public.${name} including generated)`);
  await load(client, `loaded.${name}`, table, rows);
  const expected = await client.query<{ app: string; rows: number }>(digest);
  expect((await client.query(digest.replace(` from ${name}`, ` from loaded.${name}`))).rows).toEqual(expected.rows);
  const counted = Object.fromEntries(Object.entries(table.byApp ?? {}).map(([app, sum]) => [app, sum.rows]));
  expect(counted).toEqual(name === 'roles' ? {} : Object.fromEntries(expected.rows.filter(({ app }) => app !== '').map(({ app, rows: count }) => [app, count])));
  const again = new RowCheck(table);
  const tuples = new TupleReader(again.add);
  const columns = table.columns.map((column) => `"${column.name}"`).join(', ');
  await copyOut(client, `copy (select ${columns} from loaded.${name} order by id desc) to stdout (format binary)`, (bytes, from, to) => tuples.push(bytes, from, to), () => undefined);
  tuples.end();
  expect({ ...again.total(), byApp: again.byApp() }).toEqual({ rows: table.rows, sum: table.sum, byApp: table.byApp ?? {} });
}

describe('a snapshot', () => {
  it('holds, beside 12 writers, what another connection with the same snapshot reads: table by table, app by app', async () => {
    let writing = true;
    let committed = 0;
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      const client = new pg.Client(database.adminUrl);
      await client.connect();
      for (let n = 1; writing; n += 1) {
        const id = 100_000 * (writer + 1) + n;
        await client.query(`begin; insert into notes (id, body, app_id) values (${id}, 'new', 'app${writer % 5}');
          update notes set body = body || '!' where id in (${(id * 7919) % 20000}, ${id - 1}); delete from notes where id = ${(id * 104729) % 20000}; update wide set app_id = 'app${n % 3}' where id = ${n % 12}; commit`);
        committed += 1;
      }
      await client.end();
    });
    await eventually('writers write', () => committed > WRITERS);
    let independent: pg.Client | undefined;
    let readings = 0;
    zone.onSchema = async (sql) => {
      readings += 1;
      if (readings !== 2) return;
      const [exported] = await sql.query<{ id: string }>('select pg_export_snapshot() as id');
      independent = await importing(database.adminUrl, exported!.id);
    };
    const before = committed;
    const { manifest } = await take();
    expect(committed).toBeGreaterThan(before);
    writing = false;
    await Promise.all(writers);
    for (const table of TABLES) await check(independent!, manifest, table);
    await independent!.end();
    expect(manifest.tables.find(({ name }) => name === 'notes')).toMatchObject({ appColumn: 'app_id', columns: [{ name: 'app_id', type: 'text' }, { name: 'id', type: 'integer' }, { name: 'body' }, { name: 'tags' }, { name: 'at' }, { name: 'or Der' }] });
    expect(manifest.tables.find(({ name }) => name === 'nothing')).toMatchObject({ rows: 0, chunks: [] });
    expect(manifest.visibility).toMatch(/^\d+:\d+:[\d,]*$/);
  });

  it('stores nothing again of what has not changed, and at most 5 % after 1 % was appended', async () => {
    const first = await take(['grown']);
    const same = await take(['grown'], { previous: first.manifest });
    expect(same).toMatchObject({ storedBytes: 0, manifest: { tables: first.manifest.tables, packs: first.manifest.packs } });
    await database.query(`insert into grown select n, 'app', (select string_agg(sha512((n || '-' || k)::bytea), '') from generate_series(1, 24) k) from generate_series(30001, 30300) n`);
    const second = await take(['grown'], { previous: first.manifest });
    expect(second.storedBytes).toBeGreaterThan(0);
    expect(second.storedBytes).toBeLessThanOrEqual(first.storedBytes * 0.05);
    expect(second.manifest.tables[0]).toMatchObject({ name: 'grown', rows: 30300 });
  });

  it('gives way to others while they write often, and else does not rest', async () => {
    expect(await take(['grown'])).toMatchObject({ restedMs: 0 });
    const before = await transactionsSoFar(sqlOf(database));
    await database.query(`insert into nothing values ('app', 1); delete from nothing`);
    expect(await transactionsSoFar(sqlOf(database))).toBeGreaterThan(before);
    zone.written = async () => performance.now();
    const { restedMs, readMs } = await take(['grown']);
    expect(restedMs).toBeGreaterThan(0);
    expect(readMs).toBeGreaterThan(restedMs);
  });

  it('puts 2,000 tiny apps into few chunks, each app into one of a range', async () => {
    const { manifest } = await take(['tiny']);
    const { chunks, byApp } = manifest.tables[0]!;
    expect(chunks.length).toBeLessThanOrEqual(4);
    const apps = chunks.flatMap((chunk) => chunk.apps ?? []);
    expect(apps).toHaveLength(2000);
    expect(new Set(apps).size).toBe(2000);
    expect(Object.keys(byApp ?? {})).toEqual(apps);
  });

  it('seals what an app has alone under its key only; once that is destroyed, under the repository\'s', async () => {
    const { manifest } = await take(['wide']);
    const table = manifest.tables[0]!;
    expect(new Set(table.chunks.map(({ app }) => app))).toEqual(new Set(Object.keys(table.byApp ?? {})));
    const real = zone.appKeys.get('app1')!;
    zone.appKeys.set('app1', Buffer.alloc(32));
    await expect(zone.rows(manifest, table)).rejects.toMatchObject({ code: 'unreadable' });
    zone.appKeys.set('app1', real);
    zone.destroyed.add('app1');
    const later = await take(['wide'], { previous: manifest });
    expect(later.manifest.tables[0]!.chunks.filter(({ apps }) => apps?.includes('app1'))).not.toEqual([]);
    expect(later.manifest.tables[0]!.chunks.filter(({ app }) => app === 'app1')).toEqual([]);
    expect((await zone.rows(later.manifest, later.manifest.tables[0]!)).length).toBe(later.manifest.tables[0]!.chunks.length);
  });
});

describe('a snapshot of what Parley keeps', () => {
  const role = { name: `backup_${randomBytes(6).toString('hex')}`, password: 'backup' };
  afterAll(() => database.query(`drop owned by ${role.name}; drop role ${role.name}`));

  it('is read by the role that reads for backups, and has no row of the ledger', async () => {
    await initBackupRole(database.adminUrl, { ...role, runtimeRole: 'parley_runtime' });
    await database.query(`insert into attachment_removals (object_name, app_id, due_at) values ('file', 'app1', now());
      select nextval('parley_migrations_id_seq')`);
    const url = Object.assign(new URL(database.adminUrl), { username: role.name, password: role.password }).href;
    const { manifest } = await takeSnapshot({ ...zone.parts(url, []), schema: publishedSchema }, OPTIONS);
    const catalog = await readCatalog(sqlOf(database));
    const names = manifest.tables.map(({ name }) => name);
    expect(names).toEqual(catalog.map(({ name }) => name).filter((name) => !(LEDGER_TABLES as readonly string[]).includes(name)));
    expect(manifest.schemaHash).toBe(schemaHash(catalog));
    expect(manifest.tables.find(({ name }) => name === 'attachment_removals')).toMatchObject({ rows: 1, byApp: { app1: { rows: 1 } } });
    expect(manifest.tables.find(({ name }) => name === 'apps')).toMatchObject({ appColumn: 'id' });
    const [secret] = await database.query<{ id: string; row: string }>('select * from root_keys');
    const wrapped = Object.values(secret!).filter((value: unknown): value is Buffer => Buffer.isBuffer(value));
    expect(wrapped).not.toEqual([]);
    for (const table of manifest.tables) {
      for (const rows of await zone.rows(manifest, table)) for (const bytes of wrapped) expect(rows.includes(bytes)).toBe(false);
    }
    expect(manifest.sequences.find(({ name }) => name === 'parley_migrations_id_seq')).toBeDefined();
  });
});

describe('a snapshot that does not come to its end', () => {
  const connections = (): Promise<unknown[]> => database.query(`select from pg_stat_activity where application_name = 'parley backup' and datname = current_database()`);
  /** With packs that nobody takes. */
  const stuck = (options = {}): { readonly taken: Promise<SnapshotTaken>; readonly release: () => void; readonly done: () => number; readonly reading: () => Promise<unknown> } => {
    let [done, release] = [NaN, (): void => undefined];
    zone.gate = new Promise<void>((resolve) => (release = resolve));
    const taken = take(['grown', 'roles'], { ...options, packBytes: 1024 * 1024, progress: (progress: { done: number; total: number }) => (done = progress.done / progress.total) });
    taken.catch(() => undefined);
    return { taken, release, done: () => done, reading: () => eventually('it reads', () => !Number.isNaN(done)) };
  };

  it('lets the server wait while packs are on their way', async () => {
    const { taken, release, done } = stuck();
    // A range fits into the sockets' buffers: its server has said all of it, or waits in the middle; neither gets another one.
    const asked = async (): Promise<unknown> => JSON.stringify(await database.query(`select pid, query_start from pg_stat_activity where application_name = 'parley backup' and query like 'copy%' and datname = current_database() order by pid`));
    await eventually('some of it is read', () => done() > 0);
    await eventually('nothing more is read', async () => {
      const before = await asked();
      await delay(1500);
      return (await asked()) === before;
    });
    expect(done()).toBeLessThan(0.6);
    release();
    expect((await taken).manifest.tables.map(({ name }) => name)).toEqual(['grown', 'roles']);
    expect(done()).toBeCloseTo(1);
  });

  it('gives way to somebody who wants a table for himself, also one that is yet to be read', async () => {
    const { taken, release, reading } = stuck();
    await reading();
    const altered = database.query('alter table roles add column more int');
    await expect(taken).rejects.toMatchObject({ code: 'interrupted' });
    await altered;
    release();
  });

  it.each([
    ['when its budget is spent', () => ({ budgetMs: 300 }), { code: 'interrupted' }],
    ['when it is told to stop', () => ({ signal: AbortSignal.timeout(300) }), { name: 'TimeoutError' }],
  ])('leaves no transaction open %s, and nothing that a later one trips over', async (_, options, reason) => {
    const { taken, release } = stuck(options());
    await expect(taken).rejects.toMatchObject(reason);
    await eventually('its connections end', async () => (await connections()).length === 0);
    release();
    const { manifest } = await take(['notes']);
    expect(await zone.rows(manifest, manifest.tables[0]!)).toHaveLength(manifest.tables[0]!.chunks.length);
  });

  it('rejects with what befell a pack', async () => {
    zone.gate = Promise.reject(new Error('no room'));
    zone.gate.catch(() => undefined);
    await expect(take(['grown'])).rejects.toThrow('no room');
    expect(zone.objects.size).toBe(0);
  });

  it('is begun anew when a migration came between its first look and its locks, and given up when they keep coming', async () => {
    let [readings, migrations] = [0, 1];
    zone.onSchema = async () => {
      readings += 1;
      if (readings % 2 === 1 && readings < 2 * migrations) await database.query(`alter table roles add column more${migrations}${readings} int`);
    };
    const { manifest } = await take(['roles']);
    expect(manifest.tables[0]!.columns.map(({ name }) => name)).toEqual(['id', 'name', 'more', 'more11']);
    [readings, migrations] = [0, 9];
    await expect(take(['roles'])).rejects.toMatchObject({ code: 'interrupted' });
  });
});
