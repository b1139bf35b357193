import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, withClient, type TestDatabase } from '@parley/testing';
import type { TableEntry } from '../src/format/manifest.types.js';
import { sumTable, verifyTables } from '../src/restore/load/verify-tables.js';

const ROWS = 20_000;
const PAGES_AT_ONCE = 8;

describe('a table that is larger than what is read at once', () => {
  let database: TestDatabase;
  let table: TableEntry;
  const compare = () => verifyTables({ url: database.adminUrl }, { tables: [table] }, new Set(), { pagesAtOnce: PAGES_AT_ONCE });

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.query(`create table counted as select n as id, repeat('x', 30) || n as text from generate_series(1, ${ROWS}) n`);
    table = { name: 'counted', columns: [{ name: 'id', type: 'integer' }, { name: 'text', type: 'text' }], chunks: [], rows: 0, sum: '' };
    table = { ...table, ...(await withClient(database.adminUrl, (client) => sumTable(client, table))) };
  });
  afterAll(() => database.close());

  it('is compared with what was recorded part by part, each row once, down to its last page', async () => {
    expect(table.rows).toBe(ROWS);
    const [{ parts }] = await database.query<{ parts: number }>(`select pg_relation_size('counted') / 8192 / ${PAGES_AT_ONCE} as parts`) as [{ parts: number }];
    expect(Number(parts)).toBeGreaterThan(10);
    await expect(compare()).resolves.toBeUndefined();
  });

  it.each([1, 12_345, ROWS])('is not taken for what was recorded when row %d is another one, or gone', async (row) => {
    const [before] = await database.query<{ text: string }>('select text from counted where id = $1', [row]);
    await database.query(`update counted set text = 'y' || text where id = $1`, [row]);
    await expect(compare()).rejects.toMatchObject({ code: 'different', message: expect.stringContaining('not the same ones') });
    await database.query('delete from counted where id = $1', [row]);
    await expect(compare()).rejects.toMatchObject({ code: 'different', message: expect.stringContaining(`counted has ${ROWS - 1} rows and not ${ROWS}`) });
    await database.query('insert into counted (id, text) values ($1, $2)', [row, before?.text]);
    await expect(compare()).resolves.toBeUndefined();
  });
});
