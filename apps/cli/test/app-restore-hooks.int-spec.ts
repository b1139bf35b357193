import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AppId } from '@parley/kernel';
import { createApp, createConversation, createTestDatabase, createUser, openDatabase, type OpenDatabase, type TestDatabase } from '@parley/testing';
import { replaceHooks } from '../src/backup/app-restore-hooks.js';

describe('what an app that is put back must not forget', () => {
  let database: TestDatabase;
  let runtime: OpenDatabase;
  let app: AppId;
  let user: string;
  beforeAll(async () => {
    database = await createTestDatabase({ madeUp: true });
    runtime = openDatabase(database.url, 2);
  });
  afterAll(async () => {
    await runtime.close();
    await database.close();
  });
  beforeEach(async () => {
    app = (await createApp(database)).id;
    user = (await createUser(database, app)).id;
  });

  const hooks = () => replaceHooks({ database: runtime.database, targets: [], appId: app, moment: { snapshot: 7, to: '2026-11-24T14:00:00.000Z' } });
  const before = () => runtime.database.app(app).transaction((tx) => hooks().before(tx));
  const erasure = (kind: string, state: string) => database.query(
    `insert into erasures (id, app_id, kind, target_id, subjects, requested_by, due_at, state) values ($1, $2, $3, $2, '[]', 'operator', now(), $4)`, [`${kind}-${state}-${app}`, app, kind, state]);

  it('is any legal hold in force in it, which refuses it until it is lifted', async () => {
    const conversation = (await createConversation(database, app, { userIds: [user] })).id;
    for (const [type, id] of [['app', app], ['user', user], ['conversation', conversation]] as const) {
      await database.query(`insert into legal_holds (app_id, id, target_type, target_id, created_by) values ($1, $2, $3, $4, 'key')`, [app, type, type, id]);
      await expect(before()).rejects.toMatchObject({ code: 'legal_hold' });
      await database.query('update legal_holds set lifted_at = now() where app_id = $1', [app]);
      expect(await before()).toBeUndefined();
    }
  });

  it('is its own erasure, once that has begun; one that waits is cancelled, where the app was not deleted then, and on the record', async () => {
    await erasure('app', 'pending');
    expect(await before()).toBeUndefined();
    const tables = [{ table: 'users', deleted: 1, inserted: 2, updated: 3 }, { table: 'messages', deleted: 1, inserted: 0, updated: 0 }];
    await runtime.database.app(app).transaction((tx) => hooks().after(tx, { transactions: 1, last: null, tables, held: { events: 1, deliveries: 2, messages: 3 } }));
    expect(await database.query('select state from erasures where app_id = $1', [app])).toEqual([{ state: 'cancelled' }]);
    expect(await database.query('select action, actor, details from audit_entries where app_id = $1 order by id', [app])).toEqual([
      { action: 'erasure:cancel', actor: 'operator', details: { erasureId: `app-pending-${app}` } },
      { action: 'app:restore', actor: 'operator', details: { snapshot: 7, to: '2026-11-24T14:00:00.000Z', deleted: 2, inserted: 2, updated: 3, held: 6 } },
    ]);
    await erasure('app', 'destroying');
    await expect(before()).rejects.toThrow('The erasure of this app has begun: it cannot be brought back');
  });

  it('is to read the mailboxes of integrations that are there again, from their ends; how far others were read stays', async () => {
    const integration = async (id: string, type: string, status = 'active') => database.query('insert into integrations (app_id, id, type, status) values ($1, $2, $3, $4)', [app, id, type, status]);
    for (const [id, type, status] of [['again', 'email', 'active'], ['read', 'email', 'error'], ['never-connected', 'email', 'inactive'], ['bot', 'telegram', 'active']] as const) await integration(id, type, status);
    await database.query("insert into mailboxes (app_id, integration_id, last_uid, next_attempt_at) values ($1, 'read', 7, now() + interval '1 hour')", [app]);
    await runtime.database.app(app).transaction((tx) => hooks().after(tx, { transactions: 1, last: null, tables: [], held: { events: 0, deliveries: 0, messages: 0 } }));
    expect(await database.query('select integration_id as id, last_uid::int as last, next_attempt_at <= now() as due from mailboxes where app_id = $1 order by 1', [app])).toEqual([
      { id: 'again', last: null, due: true }, { id: 'read', last: 7, due: false },
    ]);
  });
});
