import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Erasure } from '@parley/erasure';
import { createTestDatabase, type TestDatabase } from '@parley/testing';
import { erasedSince, EXPORTED, NOT_EXPORTED } from '@parley/platform';

describe('what an export of an app holds (docs/backups.md)', () => {
  let database: TestDatabase;
  let columns: { table: string; column: string; type: string }[];
  beforeAll(async () => {
    database = await createTestDatabase();
    columns = await database.query(`select table_name as table, column_name as column, udt_name as type from information_schema.columns where table_schema = 'public'`);
  });
  afterAll(() => database.close());

  it('is decided for each table with rows of apps, once', () => {
    const ofApps = new Set(columns.filter(({ column, table }) => column === 'app_id' || column === 'tenant_id' || table === 'apps').map(({ table }) => table));
    expect([...EXPORTED.map(({ table }) => table), ...Object.keys(NOT_EXPORTED)].toSorted()).toEqual([...ofApps].toSorted());
  });

  it('of each of its tables names only columns that there are, and opens or omits every one that is bytes', () => {
    for (const { table, cells = {}, omitted = [] } of EXPORTED) {
      const there = columns.filter((each) => each.table === table);
      const [sealed, left] = [Object.keys(cells), [...omitted]];
      expect([table, [...sealed, ...left].filter((name) => !there.some(({ column }) => column === name))]).toEqual([table, []]);
      expect([table, there.filter(({ type, column }) => /^_?bytea$/.test(type) && !sealed.includes(column) && !left.includes(column))]).toEqual([table, []]);
    }
  });

  it('tells nothing of what was erased, or is to be: of personal information only where that was asked for after the moment', () => {
    const erasure = (kind: Erasure['kind'], state: Erasure['state'], id: string, seconds = 5): Erasure => ({
      id, kind, state, targetId: id, appId: 'a' as never, subjects: kind === 'app' ? [] : [{ subject: `user:${id}` }, ...(kind === 'user' ? [{ subject: `conversation:of-${id}` } as const] : [])],
      requestedAt: new Date(seconds * 1000), requestedBy: 'operator', dueAt: new Date(0), keys: [], counts: {},
    });
    expect(erasedSince([
      erasure('user', 'pending', 'waits'), erasure('user', 'complete', 'went', 1), erasure('user', 'cancelled', 'back'), erasure('app', 'pending', 'app'),
      erasure('personal_information', 'pending', 'cleared-later', 5), erasure('personal_information', 'complete', 'cleared-before', 1),
    ], 3_000_000)).toEqual({ gone: new Set(['user:waits', 'conversation:of-waits', 'user:went', 'conversation:of-went']), closed: new Set(['user:cleared-later']) });
  });
});
