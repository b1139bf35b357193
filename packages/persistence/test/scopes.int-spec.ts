import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asAccountId, newId, type AccountId, type AppId } from '@parley/kernel';
import { purgeIdempotentAnswers, type Database, type Sql } from '@parley/persistence';
import { createApp, createTestDatabase, openDatabase, type OpenDatabase, type TestDatabase } from '@parley/testing';

describe('what each scope reaches', () => {
  let test: TestDatabase;
  let open: OpenDatabase;
  let db: Database;
  let one: { id: AppId; accountId: AccountId };
  let other: { id: AppId; accountId: AccountId };
  beforeAll(async () => {
    test = await createTestDatabase();
    open = openDatabase(test.url);
    db = open.database;
    [one, other] = [await createApp(test), await createApp(test)];
  });
  afterAll(async () => {
    await open.close();
    await test.close();
  });

  describe('of the answers kept for Idempotency-Key', () => {
    const keys = async (sql: Sql) => (await sql.query<{ key: string }>("select encode(key_index, 'escape') as key from idempotent_answers order by 1")).map(({ key }) => key);
    const keep = (sql: Pick<Sql, 'query'>, key: string, age = '0 hours') =>
      sql.query(`insert into idempotent_answers (app_id, operation, key_index, body_index, sealed_answer, created_at) values ($1, 'op', $2, 'x', 'sealed', now() - $3::interval)`, [one.id, key, age]);
    beforeAll(async () => {
      await keep(test, 'fresh', '23 hours');
      await keep(test, 'expired', '25 hours');
    });

    it('an app reaches its own; another app and an account reach none', async () => {
      expect(await keys(db.app(one.id))).toEqual(['expired', 'fresh']);
      for (const scope of [db.app(other.id), db.account(one.accountId), db.account(other.accountId)]) expect(await keys(scope)).toEqual([]);
    });

    it('the system reaches what has expired, and can write nothing', async () => {
      const system = db.system();
      expect(await keys(system)).toEqual(['expired']);
      await expect(keep(system, 'forged')).rejects.toThrow(/row-level security/);
      await expect(system.query("update idempotent_answers set sealed_answer = '1'")).rejects.toThrow(/row-level security/);
      await system.query("delete from idempotent_answers where encode(key_index, 'escape') = 'fresh'");
      expect(await keys(db.app(one.id))).toEqual(['expired', 'fresh']);
    });

    it('the purge removes what has expired, of every app', async () => {
      expect(await purgeIdempotentAnswers(db.system(), 100)).toBe(1);
      expect(await keys(db.app(one.id))).toEqual(['fresh']);
    });
  });

  it('of apps: an app reaches itself, an account its own, the system all, an unknown scope none', async () => {
    const apps = async (sql: Sql) => (await sql.query<{ id: string }>('select id from apps order by id')).map(({ id }) => id);
    expect(await apps(db.app(one.id))).toEqual([one.id]);
    expect(await apps(db.account(other.accountId))).toEqual([other.id]);
    expect(await apps(db.system())).toEqual([one.id, other.id].toSorted());
    expect(await apps(db.account(asAccountId(newId())))).toEqual([]);
    await expect(db.account(one.accountId).query('update apps set account_id = $1', [other.accountId])).rejects.toThrow(/row-level security/);
  });
});
