import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@parley/testing';
import { largeKeys, putAllBack, strip } from '../src/restore/target/bare-tables.js';
import { KINDS } from '../src/restore/target/definitions.js';
import { withTarget, type Target } from '../src/restore/target/target.js';

/** Keys and indexes with all that the catalogue says of them, and which columns may be empty. */
const CATALOGUE = `
  select conrelid::regclass::text || ' ' || conname as name, contype::text || ' ' || pg_get_constraintdef(c.oid) || ' ' || condeferrable || coalesce(' ' || conindid::regclass, '') as what
  from pg_constraint c where connamespace = 'public'::regnamespace
  union all select indexrelid::regclass::text, pg_get_indexdef(indexrelid) || ' ' || indisprimary || ' ' || indisvalid from pg_index where indrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
  union all select attrelid::regclass || '.' || attname, attnotnull::text from pg_attribute where attnum > 0 and attrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r')
  order by 1, 2`;

describe('primary keys of large tables', () => {
  let database: TestDatabase;
  let target: Target;
  let before: object[];
  const isThere = async (index: string): Promise<unknown> => (await database.query(`select to_regclass('public.${index}') is not null as there`))[0];

  beforeAll(async () => {
    database = await createTestDatabase();
    target = { url: database.adminUrl };
    before = await database.query(CATALOGUE);
    // What a restore keeps of itself.
    await database.query("create schema parley_restore; create table parley_restore.state (definitions jsonb not null default '[]'); insert into parley_restore.state default values");
    await strip(target, KINDS);
  });
  afterAll(() => database.close());

  it('leave nothing half made where rows break one', async () => {
    await database.query("insert into accounts (id, display_name) values ('twice', 'One'), ('twice', 'Other')");
    const failures: unknown[] = [];
    await withTarget(target, async (client) => {
      for (const key of await largeKeys(target, 1)) await key(client).catch((error: unknown) => failures.push(error));
    });
    expect(failures).toEqual([expect.objectContaining({ code: '23505', constraint: 'accounts_pkey' })]);
    expect(await isThere('accounts_pkey')).toEqual({ there: false });
    await database.query('truncate accounts');
  });

  it('come back as they were, and not twice', async () => {
    const keys = await largeKeys(target, 0);
    expect(keys.length).toBeGreaterThan(20);
    await withTarget(target, async (client) => {
      for (const key of keys) await key(client);
    });
    expect(await isThere('messages_pkey')).toEqual({ there: true });
    expect(await largeKeys(target, 0)).toEqual([]);
    await putAllBack(target);
    expect(await database.query(CATALOGUE)).toEqual(before);
  });

  it('are not those of small ones', async () => {
    await strip(target, KINDS);
    expect(await largeKeys(target)).toEqual([]);
  });
});
