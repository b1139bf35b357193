import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type AppId } from '@parley/kernel';
import { appendEvent, dropAnswers, dropEvents, transactionsUnderWay } from '@parley/persistence';
import { createApp, createTestDatabase, openDatabase, type OpenDatabase, type TestDatabase } from '@parley/testing';

describe('what is dropped of whom is being erased', () => {
  let test: TestDatabase;
  let open: OpenDatabase;
  let app: { id: AppId };
  let other: { id: AppId };
  beforeAll(async () => {
    test = await createTestDatabase({ madeUp: true });
    open = openDatabase(test.url);
    [app, other] = [await createApp(test), await createApp(test)];
  });
  beforeEach(async () => {
    await test.query('delete from outbox_events');
    await test.query('delete from idempotent_answers');
  });
  afterAll(async () => {
    await open.close();
    await test.close();
  });

  const event = (appId: AppId, type: string, ...subjects: string[]) => open.database.app(appId).transaction((tx) => appendEvent(tx, {
    appId, type, orderKey: 'c1', skeleton: {}, references: subjects.map((subject) => ['', subject, 'messages', newId(), 'sealed_body']), cells: subjects.map(() => Buffer.of(1)),
  }));
  const answer = (appId: AppId, operation: string, subjects: string[], age = '0 hours') => test.query(
    "insert into idempotent_answers (app_id, operation, key_index, body_index, sealed_answer, subjects, created_at) values ($1, $2, 'k', 'b', 'sealed', $3, now() - $4::interval)",
    [appId, operation, subjects, age]);
  const left = async (table: string, name: string) => (await test.query<{ name: string }>(`select ${name} as name from ${table} order by 1`)).map(({ name: each }) => each);

  it('events that quote one of the subjects go, in batches; those with ids only, of others and of other apps stay', async () => {
    await event(app.id, 'a', 'conversation:c1', 'user:u1');
    await event(app.id, 'b', 'conversation:c1');
    await event(app.id, 'c', 'conversation:c2', 'user:u1');
    await event(app.id, 'removal');
    await event(other.id, 'other', 'conversation:c1');
    const drop = (limit: number) => open.database.app(app.id).transaction((tx) => dropEvents(tx, { appId: app.id, subjects: ['conversation:c1', 'user:nobody'] }, limit));
    expect([await drop(1), await drop(10), await drop(10)]).toEqual([1, 1, 0]);
    expect(await left('outbox_events', 'type')).toEqual(['c', 'other', 'removal']);
    expect(await open.database.app(app.id).transaction((tx) => dropEvents(tx, { appId: app.id, subjects: ['user:u1'], before: new Date(0) }, 10))).toBe(0);
    expect(await open.database.app(app.id).transaction((tx) => dropEvents(tx, { appId: app.id }, 10))).toBe(2);
    expect(await left('outbox_events', 'type')).toEqual(['other']);
  });

  it('kept answers that tell of one of the subjects go; in bounds of time when they are given', async () => {
    await answer(app.id, 'a', ['conversation:c1', 'user:u1']);
    await answer(app.id, 'b', ['user:u1'], '2 hours');
    await answer(app.id, 'c', ['user:u2']);
    await answer(other.id, 'other', ['user:u1']);
    const drop = (before?: Date) => open.database.app(app.id).transaction((tx) => dropAnswers(tx, { appId: app.id, subjects: ['user:u1'], before }, 10));
    expect(await drop(new Date(Date.now() - 3_600_000))).toBe(1);
    expect(await left('idempotent_answers', 'operation')).toEqual(['a', 'c', 'other']);
    expect([await drop(), await drop()]).toEqual([1, 0]);
    expect(await left('idempotent_answers', 'operation')).toEqual(['c', 'other']);
  });

  it('transactions under way are those of the same role that are open, but for the asker\'s own; each has a name of its own', async () => {
    const { database } = open;
    let names: string[] = [];
    await database.app(app.id).transaction(async () => {
      names = await transactionsUnderWay(database.system());
      expect(names).toHaveLength(1);
      await test.query('select 1');
    });
    expect(await transactionsUnderWay(database.system(), names)).toEqual([]);
    await database.app(app.id).transaction(async () => {
      expect(await transactionsUnderWay(database.system(), names)).toEqual([]);
      expect(await database.system().transaction((tx) => transactionsUnderWay(tx))).toHaveLength(1);
    });
  });
});
