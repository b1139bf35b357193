import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callerOf, operatorOn, PARLEY, recordAct, type Act, type Actor } from '@parley/audit-log';
import { AppError, type AccountId, type AppId } from '@parley/kernel';
import { initDatabase, type Database, type ScopedSql, type Sql } from '@parley/persistence';
import { createApp, createTestDatabase, openDatabase, whileLocked, type OpenDatabase, type TestDatabase } from '@parley/testing';

const act = (name: string): Act => ({ action: 'app:update', target: { type: 'app', id: name } });
const faultOf = (work: Promise<unknown>): Promise<unknown> => work.then(() => undefined, (error: unknown) => error);

describe('Audit entries', () => {
  let test: TestDatabase;
  let open: OpenDatabase;
  let db: Database;
  let one: { id: AppId; accountId: AccountId };
  let other: { id: AppId; accountId: AccountId };
  const byApp = (app: { id: AppId; accountId: AccountId }): Actor => callerOf({ requestId: 'r', appId: app.id, principal: { scope: 'app', keyId: 'app_1', accountId: app.accountId } });
  const targets = async (sql: Pick<Sql, 'query'>) => (await sql.query<{ target_id: string }>('select target_id from audit_entries order by id')).map((row) => row.target_id);
  const write = (sql: ScopedSql, by: Actor, what: Act) => sql.transaction((tx) => recordAct(tx, by, what));

  beforeAll(async () => {
    test = await createTestDatabase();
    open = openDatabase(test.url);
    db = open.database;
    [one, other] = [await createApp(test), await createApp(test)];
    await write(db.app(one.id), byApp(one), act('by-app'));
    await write(db.account(one.accountId), operatorOn(one.accountId), act('by-operator'));
    await write(db.system(), PARLEY, act('by-parley'));
  });
  afterAll(async () => {
    await open.close();
    await test.close();
  });

  describe('by scope', () => {
    it('an account reads its own, the system all, an app none, not even its own', async () => {
      expect(await targets(db.account(one.accountId))).toEqual(['by-app', 'by-operator']);
      expect(await targets(db.system())).toEqual(['by-app', 'by-operator', 'by-parley']);
      for (const scope of [db.app(one.id), db.app(other.id), db.account(other.accountId)]) expect(await targets(scope)).toEqual([]);
    });

    it.each<[string, () => ScopedSql, () => Actor]>([
      ['an app of another account', () => db.app(other.id), () => byApp(one)],
      ['an app, in another account’s log', () => db.app(one.id), () => ({ ...byApp(one), accountId: other.accountId })],
      ['an app, in the operators’ log', () => db.app(one.id), () => ({ ...byApp(one), appId: undefined })],
      ['another account', () => db.account(other.accountId), () => operatorOn(one.accountId)],
    ])('none is written by %s', async (_, scope, by) => {
      expect(await faultOf(write(scope(), by(), act('forged')))).toMatchObject({ code: 'audit_unavailable', cause: { message: expect.stringMatching(/row-level security/) } });
    });
  });

  describe('are never changed or removed by the role that the apps use', () => {
    const TABLES = ['audit_entries', 'audit_leaves', 'audit_checkpoints', 'audit_trees'];
    const refused = async () => {
      for (const table of TABLES) {
        for (const statement of [`update ${table} set ${table === 'audit_entries' ? 'id = id' : 'tree = tree'}`, `delete from ${table}`, `truncate ${table} cascade`]) {
          expect({ statement, fault: await faultOf(db.system().query(statement)) }).toMatchObject({ statement, fault: { code: '42501', message: `permission denied for table ${table}` } });
        }
      }
    };

    it('after the migrations', refused);

    it('and after another parley db init, which grants anew', async () => {
      await initDatabase(test.adminUrl, { runtimeRole: new URL(test.url).username, env: 'development' });
      await refused();
      expect(await db.system().query('update audit_pending set entry_id = entry_id returning 1')).toHaveLength(3);
    });
  });

  describe('stand and fall with their act', () => {
    it('an act that fails leaves no entry', async () => {
      const before = await targets(test);
      await expect(db.account(one.accountId).transaction(async (tx) => {
        await recordAct(tx, operatorOn(one.accountId), act('undone'));
        throw new Error('the act fails');
      })).rejects.toThrow('the act fails');
      expect(await targets(test)).toEqual(before);
    });

    it('an entry that cannot be written in time fails its act, as a 503 of a code of its own', async () => {
      const late = () => db.account(one.accountId).transaction(async (tx) => {
        await tx.query("update accounts set display_name = 'renamed' where id = $1", [one.accountId]);
        await recordAct(tx, operatorOn(one.accountId), act('late'));
      });
      const fault = await whileLocked(test, 'audit_entries', () => faultOf(late()));
      expect(fault).toBeInstanceOf(AppError);
      expect(fault).toMatchObject({ code: 'audit_unavailable', cause: { code: expect.stringMatching(/^(?:55P03|57014)$/) } });
      expect(await test.query("select from accounts where display_name = 'renamed'")).toEqual([]);
    });

    it('leaves the time limits of the transaction as they were', async () => {
      const limits = await db.account(one.accountId).transaction(async (tx) => {
        const read = () => tx.query("select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement");
        await tx.query("set local lock_timeout = '7s'");
        const before = await read();
        await recordAct(tx, operatorOn(one.accountId), act('kept'));
        return [before, await read()];
      });
      expect(limits[1]).toEqual(limits[0]);
      expect(limits[0]).toEqual([{ lock: '7s', statement: '30s' }]);
    });
  });
});
