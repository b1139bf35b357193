import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NOT_PUBLISHED, LEDGER_TABLES } from '@parley/backup';
import { Backups1764000035000 } from '@parley/backup/migrations';
import { inBackups, migrate, PUBLICATION, readCatalog, SCHEMA_MARKER, schemaHash, type Catalog, type SchemaMarker } from '@parley/persistence';
import { MIGRATIONS } from '@parley/platform/migrations';
import { createTestDatabase, sqlOf, type TestDatabase } from '@parley/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';

/** Sequences of published tables, each with what a restore makes of it. */
const SEQUENCES: Readonly<Record<string, string>> = {
  channel_inbox_position_seq: 'order of what channels told: as that of events',
  channel_outbox_position_seq: 'order of what businesses say on channels: as that of events',
  outbox_events_position_seq: 'order of events: goes on beyond the largest position there is, and beyond all that were given',
  webhook_deliveries_position_seq: 'order of deliveries: the same',
};

/**
 * Published tables of which statements change rows that may have values outside the row (TOAST). Of such a value that a
 * change leaves as it is, the stream says only so; a restore leaves it too, because it begins from a whole snapshot.
 */
const WIDE_UPDATED: Readonly<Record<string, string>> = {
  accounts: 'settings: replaced whole or kept',
  api_keys: 'sealed_secret: kept when a name changes',
  apps: 'settings, metadata: replaced whole or kept',
  attachments: 'sealed_details: kept when a message claims it',
  channel_inbox: 'sealed_event: emptied or kept',
  channel_inbox_lanes: 'sender_index: 32 bytes, never changed',
  channel_messages: 'sealed_external_id: some tens of bytes, kept when a receipt comes',
  channel_outbox: 'sealed_external_ids: replaced, some tens of bytes',
  clients: 'sealed_details: kept when a state changes',
  conversations: 'sealed_details, sealed_metadata: kept by each post',
  data_keys: 'wrapped: 61 bytes, replaced',
  devices: 'sealed_details: replaced or kept',
  erasures: 'keys, counts, receipt: grow as it goes on',
  idempotent_answers: 'sealed_answer: written once, dropped',
  integrations: 'sealed_settings: replaced whole or kept',
  legal_holds: 'sealed_reference: kept when it is lifted',
  mailboxes: 'account_index, numbering_index: 32 bytes, replaced or kept',
  messages: 'sealed_body: kept when its author changes hands',
  root_key_recipients: 'of the ledger: no row of it is in the stream that is kept',
  root_keys: 'of the ledger: the same',
  tenant_keys: 'of the ledger: the same',
  users: 'sealed_details: replaced or kept',
  webhooks: 'sealed_endpoint: replaced or kept',
};

/** The newest migration when the publication landed: all after it, whatever their number, may find it there. */
const LAST_BEFORE_PUBLICATION = 1764000033400;
const timestampOf = (each: { name: string }): number => Number(each.name.slice(-13));

/** Types that come with PostgreSQL have lower numbers, the same in every database. */
const FIRST_OF_ITS_OWN = 16_384;

const TABLES = `
  select c.relname as name, c.relkind as kind, c.relpersistence = 'u' as unlogged, c.relispartition or exists (select from pg_inherits i where c.oid in (i.inhrelid, i.inhparent)) as inherits
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind not in ('i', 'S', 't') order by 1`;
const OWNED_SEQUENCES = `
  select s.relname as sequence, d.refobjid::regclass::text as table from pg_class s left join pg_depend d on d.objid = s.oid and d.refobjsubid > 0
  where s.relkind = 'S' and s.relnamespace = 'public'::regnamespace order by 1`;
const GENERATED = `
  select attrelid::regclass || '.' || attname as column from pg_attribute
  where attgenerated <> '' and not attisdropped and attrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)`;

/** Every table that a statement in the sources changes rows of. */
function updatedTables(tables: ReadonlySet<string>): string[] {
  const packages = join(import.meta.dirname, '../..');
  const folders = readdirSync(packages).map((name) => join(packages, name, 'src')).filter((folder) => existsSync(folder));
  const sources = folders.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /(?<!spec)\.ts$/.test(file)).map((file) => join(folder, file)));
  const found = sources.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const upserts = text.split('insert into ').slice(1).filter((rest) => (rest.split(/`|;/, 1)[0] ?? '').includes(' do update ')).map((rest) => /^\w+/.exec(rest)?.[0] ?? '');
    return [...[...text.matchAll(/\bupdate (\w+)\b/g)].map(([, table = '']) => table), ...upserts];
  });
  return [...new Set(found)].filter((table) => tables.has(table)).toSorted();
}

const WIDE = /^(bytea|jsonb?|text\[\]|bytea\[\])$/;

const migration = (...statements: string[]) =>
  class implements MigrationInterface {
    async up(runner: QueryRunner): Promise<void> {
      for (const statement of statements) await runner.query(statement);
    }
    async down(): Promise<void> {}
  };

class Later1864000000001 extends migration(
  'create table later (a text, gone text, b integer, c varchar(9), primary key (b, a)); alter table later drop column gone;', inBackups('later'), inBackups('later'),
  `insert into accounts (id, display_name) values ('later', 'Later')`,
) {}
/** What PostgreSQL refuses in a transaction. */
class Beside1864000000002 extends migration('create index concurrently later_c on later (c)') {
  readonly transaction = false;
}
class Failing1864000000003 extends migration('alter table later add column d text', 'select 1 / 0') {}

describe('the schema, as backups need it', () => {
  let database: TestDatabase;
  let tables: { name: string; kind: string; unlogged: boolean; inherits: boolean }[];
  let catalog: Catalog;
  const published = (): string[] => catalog.map(({ name }) => name);

  beforeAll(async () => {
    database = await createTestDatabase();
    tables = await database.query(TABLES);
    catalog = await readCatalog(sqlOf(database));
  });
  afterAll(() => database.close());

  it('has each table either in the publication or on the list of those that are not, with a reason', () => {
    const names = tables.map(({ name }) => name);
    expect([...published(), ...Object.keys(NOT_PUBLISHED)].toSorted()).toEqual(names.toSorted());
    expect(published()).toEqual(expect.arrayContaining([...LEDGER_TABLES]));
  });

  it('has no partitions, views, foreign tables or unlogged tables, but those that are not published', () => {
    const odd = tables.filter(({ kind, unlogged, inherits }) => kind !== 'r' || unlogged || inherits).map(({ name }) => name);
    expect(odd.filter((name) => !(name in NOT_PUBLISHED))).toEqual([]);
  });

  it('has a primary key in each published table, by which the stream names a row', () => {
    expect(catalog.filter(({ primaryKey, replicaIdentity }) => primaryKey.length === 0 || replicaIdentity !== 'd').map(({ name }) => name)).toEqual([]);
  });

  it('has no sequence of a published table but those on the list', async () => {
    const sequences = await database.query<{ sequence: string; table: string | null }>(OWNED_SEQUENCES);
    const matter = sequences.filter(({ table }) => table === null || published().includes(table));
    expect(matter.map(({ sequence }) => sequence)).toEqual(Object.keys(SEQUENCES));
  });

  it('has no generated columns, no types of its own and no large objects', async () => {
    expect(await database.query(GENERATED)).toEqual([]);
    const columns = catalog.flatMap(({ name, columns: all }) => all.map((column) => ({ table: name, ...column })));
    expect(columns.filter(({ typeOid, type }) => typeOid >= FIRST_OF_ITS_OWN || type === 'oid')).toEqual([]);
    expect(await database.query('select from pg_largeobject_metadata')).toEqual([]);
  });

  it('changes no rows with values outside the row, but of the tables on the list', () => {
    const wide = new Set(catalog.filter(({ columns }) => columns.some(({ type }) => WIDE.test(type))).map(({ name }) => name));
    expect(updatedTables(wide)).toEqual(Object.keys(WIDE_UPDATED));
  });

  describe('a migration', () => {
    const SLOT = `schema_${randomBytes(6).toString('hex')}`;
    beforeAll(() => database.query(`select pg_create_logical_replication_slot('${SLOT}', 'pgoutput')`));
    afterAll(() => database.query(`select pg_drop_replication_slot('${SLOT}')`));

    /** What the stream says since the last time, for each migration's marker: the migration, its tables, and other changes of the same transaction. */
    async function markers() {
      // A slot reads what is on the disk, and the test server's commits do not wait for that.
      await database.query(`set local synchronous_commit = on; select pg_logical_emit_message(true, 'flush', '')`);
      const rows = await database.query<{ xid: string; data: Buffer }>(
        `select xid::text, data from pg_logical_slot_get_binary_changes('${SLOT}', null, null, 'proto_version', '2', 'publication_names', '${PUBLICATION}', 'messages', 'true')`);
      return rows.filter(({ data }) => data.includes(`${SCHEMA_MARKER}\0`)).map(({ xid, data }) => {
        const marker = JSON.parse(data.subarray(data.indexOf('{')).toString()) as SchemaMarker;
        return { ...marker, beside: rows.filter((row) => row.xid === xid && 'IUD'.includes(String.fromCharCode(row.data[0] ?? 0))).length };
      });
    }

    it('tells of itself in the stream of changes, in its own transaction, with the tables as they are from there on', async () => {
      await migrate(database.adminUrl, [...MIGRATIONS, Later1864000000001, Beside1864000000002], 'development');
      const [later, beside, ...others] = await markers();
      expect(others).toEqual([]);
      expect(later).toMatchObject({ migration: 'Later1864000000001', beside: 1 });
      expect(later?.catalog).toEqual(await readCatalog(sqlOf(database)));
      expect(later?.schemaHash).toBe(schemaHash(later?.catalog ?? []));
      expect(later?.schemaHash).not.toBe(schemaHash(catalog));
      expect(later?.catalog.find(({ name }) => name === 'later')).toEqual({
        name: 'later', primaryKey: ['b', 'a'], replicaIdentity: 'd',
        columns: [
          { name: 'a', type: 'text', typeOid: 25, notNull: true, position: 1 }, { name: 'b', type: 'integer', typeOid: 23, notNull: true, position: 2 },
          { name: 'c', type: 'character varying(9)', typeOid: 1043, notNull: false, position: 3 },
        ],
      });
      expect(beside).toMatchObject({ migration: 'Beside1864000000002', schemaHash: later?.schemaHash });
    });

    it('that fails tells nothing', async () => {
      await expect(migrate(database.adminUrl, [...MIGRATIONS, Failing1864000000003], 'development')).rejects.toThrow();
      expect(await markers()).toEqual([]);
    });

    it('takes its table into the publication by inBackups, once', async () =>
      expect(await database.query(`select from pg_publication_tables where pubname = '${PUBLICATION}' and tablename = 'later'`)).toHaveLength(1));
  });

  it('has the same tables in it where the publication was there before the migrations that landed after it', async () => {
    const later = MIGRATIONS.filter((each) => each !== Backups1764000035000 && timestampOf(each) > LAST_BEFORE_PUBLICATION);
    const order = [...MIGRATIONS.filter((each) => timestampOf(each) <= LAST_BEFORE_PUBLICATION), Backups1764000035000, ...later];
    expect(order).toHaveLength(MIGRATIONS.length);
    await database.query('drop schema public cascade; create schema public; create table parley_meta (oldest_code text); insert into parley_meta values (null)');
    const dataSource = await new DataSource({ type: 'postgres', url: database.adminUrl }).initialize();
    const runner = dataSource.createQueryRunner();
    for (const Each of order) await new Each().up(runner);
    await dataSource.destroy();
    expect(await readCatalog(sqlOf(database))).toEqual(catalog);
  });

  it('leaves inBackups without effect before there is a publication', async () => {
    await database.query(`drop publication ${PUBLICATION}`);
    await database.query(`create table earlier (id text primary key); ${inBackups('earlier')} drop table earlier`);
    expect(await readCatalog(sqlOf(database))).toEqual([]);
  });
});
