import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../src/index.js';

describe('createTestDatabase', () => {
  let database: TestDatabase;
  let other: TestDatabase;
  beforeAll(async () => {
    [database, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  });
  afterAll(() => Promise.all([database.close(), other.close()]));

  const query = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
    const client = new pg.Client(url);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  it('gives each caller a migrated database of its own', async () => {
    await query(database.adminUrl, "insert into accounts (id, display_name) values ('a', 'Acme')");
    expect(await query(database.adminUrl, 'select id from accounts')).toEqual([{ id: 'a' }]);
    expect(await query(other.adminUrl, 'select id from accounts')).toEqual([]);
  });

  it('binds the runtime role by row-level security', async () => {
    expect(await query(database.url, 'select id from accounts')).toEqual([]);
    await expect(query(database.url, "insert into accounts (id, display_name) values ('b', 'B')")).rejects.toThrow('row-level security');
  });
});
