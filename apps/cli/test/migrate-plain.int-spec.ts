import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { AFTER_SEALING } from '@parley/platform/migrations';
import { createApp, databaseKeyring, testKeySettings, type TestDatabase } from '@parley/testing';
import { DatabaseBeforeSealing } from '@parley/testing/before-sealing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from './run-cli.js';

// Each starts a process, which takes long where several builds share the machine.
jest.setTimeout(120_000);

let before: DatabaseBeforeSealing;
let database: TestDatabase;
let folder: string;
let app: string;
const migrate = (settings: Readonly<Record<string, string>> = testKeySettings()) =>
  runCli(['db', 'migrate'], { DATABASE_URL: database.url, PARLEY_ADMIN_DATABASE_URL: before.adminUrl, PARLEY_DATA_DIR: folder, ...settings });

/** A database of the version before sealing, with a customer's words in clear. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-cli-migrate-'));
  before = await DatabaseBeforeSealing.make();
  ({ database } = before);
  ({ id: app } = await createApp(database));
  await database.query("insert into conversations (app_id, id, type, metadata, last_updated_at, created_at) values ($1, 'c', 'personal', '{}', now(), now())", [app]);
  await database.query(
    `insert into messages (app_id, conversation_id, id, ordinal, received, author_type, body)
     select $1, 'c', lpad(n::text, 24, '0'), n, now(), 'business', jsonb_build_object('author', '{}'::jsonb, 'content', jsonb_build_object('type', 'text', 'text', 'CLEAR-MARK ' || n)) from generate_series(1, 3) n`, [app]);
});
afterAll(async () => {
  await before.close();
  rmSync(folder, { recursive: true });
});

it('without the key that is to seal, parley db migrate says so in one line, and takes nothing plain away', async () => {
  const { code, err } = await migrate({ ...testKeySettings(), PARLEY_ROOT_KEY_FILE: join(folder, 'none.key') });
  expect([code, err.trimEnd().split('\n')]).toEqual([1, [expect.stringContaining('PARLEY_ROOT_KEY_FILE')]]);
  expect(await before.columns('messages')).toContain('body');
  expect(await database.query("select from messages where body::text like '%CLEAR-MARK%'")).toHaveLength(3);
});

it('with it, goes on: seals what was plain, as the owner whom row-level security binds, names what ran, and puts it on the record; again, it changes nothing', async () => {
  const { code, out, err } = await migrate();
  expect([code, err]).toEqual([0, '']);
  expect(out.trimEnd().split('\n')).toEqual(AFTER_SEALING);
  const rows = await database.query<{ id: string; sealed_body: Buffer }>('select * from messages order by id');
  expect(JSON.stringify(rows)).not.toContain('CLEAR-MARK');
  const keyring = await databaseKeyring(database);
  const opened = await Promise.all(rows.map(({ id, sealed_body: cell }) => keyring.openOne(database, {
    tenant: app as never, subject: 'conversation:c', place: { table: 'messages', row: `c/${id.slice(-10)}`, column: 'sealed_body' }, cell,
  })));
  expect(opened).toMatchObject([1, 2, 3].map((n) => ({ content: { type: 'text', text: `CLEAR-MARK ${n}` } })));
  expect(await database.query("select actor, details ->> 'rows' as rows from audit_entries where action = 'data:seal'")).toEqual([{ actor: 'operator', rows: '4' }]);
  expect(await migrate()).toEqual({ code: 0, out: 'The tables are up to date.\n', err: '' });
});
