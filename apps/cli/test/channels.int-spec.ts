import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { createApp, createIntegration, createTestDatabase, testKeySettings, type TestDatabase } from '@parley/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from './run-cli.js';

// Each starts a process, which takes long where several builds share the machine.
jest.setTimeout(120_000);

let test: TestDatabase;
let folder: string;
let app: string;
let integration: string;
const parley = (...args: string[]) => runCli(['channels', ...args], { DATABASE_URL: test.url, PARLEY_DATA_DIR: folder, ...testKeySettings() });
const events = () => test.query<{ id: string; parked: boolean }>('select position::text as id, parked_at is not null as parked from channel_inbox order by position');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-cli-channels-'));
  test = await createTestDatabase();
  ({ id: app } = await createApp(test));
  ({ id: integration } = await createIntegration(test, app));
  // Of two senders: two of the first, one of the second.
  await test.query(
    `insert into channel_inbox (app_id, integration_id, key_index, sender_index, sealed_event, parked_at, fault)
     select $1, $2, decode(lpad(to_hex(n), 64, '0'), 'hex'), decode(lpad(to_hex(n / 3), 64, '0'), 'hex'), 'sealed', '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 hour', 'unreadable' from generate_series(1, 3) n`, [app, integration]);
});
afterAll(async () => {
  await test.close();
  rmSync(folder, { recursive: true });
});

it('parley channels parked shows what is parked and why, and nothing of what it says; retry has it wait again, on the record', async () => {
  const [first] = await events();
  const id = first?.id ?? '';
  const { out } = await parley('parked');
  expect(out.split('\n')).toEqual([`${id}  unreadable  since 2026-01-01T01:00:00.000Z  app ${app}  integration ${integration}`, expect.any(String), expect.any(String), '']);
  expect(JSON.parse((await parley('parked', '--json', '--of', app)).out)).toEqual({ parked: [1, 2, 3].map((hour) => ({
    id: expect.any(String), appId: app, integrationId: integration, receivedAt: expect.any(String), parkedAt: `2026-01-01T0${hour}:00:00.000Z`, fault: 'unreadable',
  })) });
  expect(await parley('retry', '--event', '999')).toMatchObject({ code: 1, err: 'parley: There is no such parked event\n' });
  expect(await parley('retry', '--event', id)).toMatchObject({ code: 0, out: '1 waits again.\n' });
  expect((await events()).map(({ parked }) => parked)).toEqual([false, true, true]);
  expect(await parley('retry', '--integration', integration)).toMatchObject({ code: 0, out: '2 wait again.\n' });
  expect((await events()).map(({ parked }) => parked)).toEqual([false, false, false]);
  expect(await test.query('select pending from channel_inbox_lanes order by sender_index')).toEqual([{ pending: 2 }, { pending: 1 }]);
  expect(await parley('parked')).toMatchObject({ code: 0, out: 'No event of a channel is parked.\n' });
  expect(await test.query(`select actor, app_id, target_id, details from audit_entries where action = 'integration:retry' order by id`)).toEqual(
    [1, 2].map((count) => ({ actor: 'operator', app_id: app, target_id: integration, details: { events: count } })));
});

it('parley channels retry wants to be told what', async () => {
  for (const options of [[], ['--event', '1', '--integration', integration], ['--event', 'first']]) expect((await parley('retry', ...options)).code).toBe(1);
});
