import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { asAppId } from '@parley/kernel';
import { createApp, createIntegration, createTestDatabase, createWebhooks, sqlOf, testKeyring, testKeySettings, whileLocked, type TestDatabase } from '@parley/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from './run-cli.js';

// Each starts a process, which takes long where several builds share the machine.
jest.setTimeout(120_000);

let test: TestDatabase;
let folder: string;
let hook: { app: string; account: string; integration: string; id: string };
const parley = (...args: string[]) => runCli(['webhooks', ...args], { DATABASE_URL: test.url, PARLEY_DATA_DIR: folder, ...testKeySettings() });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-cli-webhooks-'));
  test = await createTestDatabase();
  const { id: app, accountId: account } = await createApp(test);
  const { id: integration } = await createIntegration(test, app);
  const [webhook] = await createWebhooks(test, app, [{ integrationId: integration }]);
  hook = { app, account, integration, id: webhook!.id };
  await test.query(
    `insert into dead_deliveries (app_id, webhook_id, event_id, position, order_key, type, created_at, payload, cell_references, cells, died_at, error)
     select $1, $2, 'e' || n, n, 'c', 'user:remove', '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 hour', '{}', '[]', '{}', now(), 'http_400' from generate_series(1, 4) n`, [app, hook.id]);
  await test.query(`insert into failing_webhooks values ($1, $2, now() - interval '2 hours', now(), now(), now())`, [app, hook.id]);
});
afterAll(async () => {
  await test.close();
  rmSync(folder, { recursive: true });
});

it('parley webhooks list, show, replay and resume: what is dead is seen and sent again, and both acts are on the record', async () => {
  expect(await parley('list')).toEqual({ code: 0, err: '', out: `${hook.id}  paused  app ${hook.app}  integration ${hook.integration}  4 dead\n` });
  const shown = JSON.parse((await parley('show', hook.id)).out) as { state: object; deadDeliveries: { id: string }[]; attempts: object[] };
  expect(shown).toMatchObject({ state: { status: 'paused', deadDeliveries: 4 }, deadDeliveries: [{ id: 'e1', error: 'http_400' }, { id: 'e2' }, { id: 'e3' }, { id: 'e4' }], attempts: [] });
  expect(await parley('replay', hook.id, '--event', 'e9')).toMatchObject({ code: 1, err: 'parley: The webhook has no dead delivery of this event\n' });
  expect(await parley('replay', hook.id, '--event', 'e2')).toMatchObject({ code: 0, out: '1 wait again.\n' });
  expect(await parley('replay', hook.id, '--from', '2026-01-01T03:00:00Z', '--to', '2026-01-01T04:00:00Z')).toMatchObject({ code: 0, out: '1 wait again.\n' });
  expect(await parley('replay', hook.id, '--all')).toMatchObject({ code: 0, out: '2 wait again.\n' });
  expect(await test.query('select event_id from webhook_deliveries order by position')).toEqual(['e2', 'e3', 'e1', 'e4'].map((id) => ({ event_id: id })));
  expect(await parley('resume', hook.id)).toMatchObject({ code: 0, out: 'The webhook goes on.\n' });
  const acts = await test.query<{ action: string; app_id: string }>('select action, actor, app_id from audit_entries order by id');
  expect(acts).toEqual(['replay', 'replay', 'replay', 'resume'].map((act) => ({ action: `webhook:${act}`, actor: 'operator', app_id: hook.app })));
});

it('parley webhooks replay wants to be told what', async () => {
  for (const options of [[], ['--all', '--event', 'e1'], ['--from', 'yesterday']]) expect((await parley('replay', hook.id, ...options)).code).toBe(1);
  expect(await parley('show', '0'.repeat(24))).toMatchObject({ code: 1, out: '' });
});

it('parley webhooks show puts on the record that it opened what a target answered, in the log of the app’s account, before it is shown', async () => {
  const [cell] = await testKeyring().sealOwn(sqlOf(test), asAppId(hook.app), `app:${asAppId(hook.app)}`, [{ place: { table: 'webhook_attempts', row: 'a1', column: 'sealed_answer' }, value: 'Thanks, Ada' }]);
  await test.query(
    `insert into webhook_attempts (id, app_id, webhook_id, event_id, type, subject, number, at, duration_ms, status, result, sealed_answer)
     values ('a1', $1, $2, 'e7', 'user:remove', 'app:' || $1, 1, now(), 5, 400, 'dead', $3)`, [hook.app, hook.id, cell]);
  const acts = () => test.query(`select actor, account_id, app_id, target_id, details from audit_entries where action = 'webhook:show'`);
  const refused = await whileLocked(test, 'audit_entries', () => parley('show', hook.id, '--event', 'e7'));
  expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining('could not be recorded') });
  expect(JSON.parse((await parley('show', hook.id, '--event', 'e7')).out)).toMatchObject({ attempts: [{ eventId: 'e7', answer: 'Thanks, Ada' }] });
  expect(JSON.parse((await parley('show', hook.id, '--event', 'e8')).out)).toMatchObject({ attempts: [] });
  expect(await acts()).toEqual([{ actor: 'operator', account_id: hook.account, app_id: hook.app, target_id: hook.id, details: { answers: 1, eventId: 'e7' } }]);
});
