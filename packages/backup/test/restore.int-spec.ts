import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { planRestore, releaseHeld, restoreDatabase, type RepositoryView, type TableEntry } from '@parley/backup';
import { migrate } from '@parley/persistence';
import { catalogOf, createApp, createKey, MIGRATIONS, withClient, type TestKey } from '@parley/testing';
import { BackedUp } from './support/backed-up.js';
import { damagedZones } from './support/damaged-zones.js';
import { Later1999000000000 } from './support/later-migration.js';
import { RestoredInto } from './support/restoring.js';
import { Writers, writtenIn } from './support/writers.js';

const WRITERS = 12;
/** Nine restores one after the other, on a machine that has other things to do. */
const LONG_MS = 120_000;
const WITH_LATER = [...MIGRATIONS, Later1999000000000];

/** As if the process had been killed. */
class Killed extends Error {}

/** Throws the first time that it is asked about each name, and no more than so many times. */
function killsOnce(most: number): (name: string) => void {
  const met = new Set<string>();
  return (name) => {
    if (met.has(name) || met.size === most) return;
    met.add(name);
    throw new Killed(name);
  };
}

async function untilItLives<T>(work: () => Promise<T>): Promise<{ result: T; kills: number }> {
  for (let kills = 0; ; kills += 1) {
    try {
      return { result: await work(), kills };
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
  }
}

describe('a database with twelve writers', () => {
  let source: BackedUp;
  let writers: Writers;
  let erasedApp: string;
  let key: TestKey;
  let first: number;
  let second: number;
  let moment: number;
  let early: RestoredInto;
  let late: RestoredInto;
  const directory = mkdtempSync(join(tmpdir(), 'parley-zones-'));

  beforeAll(async () => {
    source = await BackedUp.open();
    const { database } = source;
    const apps = [await createApp(database), await createApp(database), await createApp(database)];
    const [app] = apps;
    erasedApp = (await createApp(database)).id;
    key = await createKey(database, { accountId: app!.accountId });
    await database.query(`insert into users (app_id, id, signed_up_at, created_at, sealed_details) select $1, 'gone-' || n, now(), now(), '' from generate_series(1, 300) n`, [erasedApp]);
    await database.query(`insert into outbox_events (id, app_id, type, order_key, created_at, payload) select 'e' || n, $1, 't', 'o', now(), '{}' from generate_series(1, 3) n`, [app!.id]);
    await database.query(`insert into integrations (app_id, id, type, status, display_name, created_at, sealed_settings) values ($1, 'i', 'custom', 'active', 'I', now(), '')`, [app!.id]);
    await database.query(`insert into webhooks (app_id, id, integration_id, triggers, sealed_endpoint) values ($1, 'w', 'i', '{}', '')`, [app!.id]);
    await database.query(`insert into webhook_deliveries (app_id, webhook_id, order_key, event_id, type, created_at, payload) values ($1, 'w', 'o', 'e0', 't', now(), '{}'), ($1, 'away', 'o', 'e0', 't', now(), '{}')`, [app!.id]);
    await database.query(`insert into webhook_lanes (app_id, webhook_id, order_key, pending, next_attempt_at, leased_by) values ($1, 'w', 'o', 1, now(), 'x'), ($1, 'away', 'o', 1, now(), 'x')`, [app!.id]);
    await database.query(`insert into channel_outbox (app_id, integration_id, conversation_id, message_id, client_id) values ($1, 'i', 'o', 'm1', 'c'), ($1, 'away', 'o', 'm2', 'c'), ($1, 'i', 'o', 'm3', 'c')`, [app!.id]);
    await database.query(`insert into channel_outbox_lanes (app_id, integration_id, conversation_id, queued, next_attempt_at, leased_by) values ($1, 'i', 'o', 2, now(), 'x'), ($1, 'away', 'o', 1, now(), 'x')`, [app!.id]);
    await database.query(`insert into audit_entries (id, account_id, app_id, actor, scope, action, target_type, target_id, outcome, at) values ('a1', 'acc', $1, 'x', 'account', 'x', 'app', $1, 'done', now())`, [erasedApp]);
    writers = new Writers(database, apps.map(({ id }) => id), WRITERS);
    await delay(300);
    first = await source.snapshot();
    await delay(300);
    moment = await source.now();
    await delay(300);
    await migrate(database.adminUrl, WITH_LATER, 'development');
    await database.query('update users set brand_id = $2 where app_id = $1', [erasedApp, 'late']);
    await database.query('delete from outbox_events where app_id = $1', [erasedApp]);
    second = await source.snapshot();
    await delay(300);
    await writers.stop();
    await source.drained();
    // Its keys go with its erasure: from then on no copy opens its rows.
    source.destroyed.add(erasedApp);
    [early, late] = [await RestoredInto.empty(database, WITH_LATER), await RestoredInto.empty(database, WITH_LATER)];
  }, LONG_MS);
  afterAll(async () => {
    await Promise.all([early, late].map((each) => each.close()));
    await source.close();
    rmSync(directory, { recursive: true });
  });

  const differences = async (restored: RestoredInto, until: number) => writers.differences(await writtenIn((text) => restored.query(text), WRITERS), until);

  it('comes back as it was at a moment after a snapshot, as its writers were told, out of two zones that both have bad objects', async () => {
    const reader = await damagedZones(source.zones, directory);
    const restored = await early.restore(source, { to: moment }, { reader, revoked: async () => [key.id] });
    expect(restored).toMatchObject({ snapshot: first, revoked: 1, held: { events: 3, deliveries: 2, messages: 3 }, closed: [erasedApp] });
    expect(restored.transactions).toBeGreaterThan(0);
    expect(restored.last).toBeLessThanOrEqual(moment);
    expect(await differences(early, moment)).toEqual([]);
    expect(await early.query('select from api_keys')).toEqual([]);
    expect(await early.query('select from users where app_id = $1', [erasedApp])).toEqual([]);
    // The audit log outlives the app.
    expect(await early.query('select id from audit_entries where app_id = $1', [erasedApp])).toEqual([{ id: 'a1' }]);
    const [{ next }] = await early.query<{ next: string }>(`select nextval('outbox_events_position_seq') as next`) as [{ next: string }];
    expect(Number(next)).toBeGreaterThan(1003);
  }, LONG_MS);

  it('holds what waits to be sent until it is released, in its order, and drops what is for nobody', async () => {
    expect(await early.query('select from outbox_events union all select from webhook_lanes union all select from channel_outbox union all select from channel_outbox_lanes')).toEqual([]);
    await early.query(`insert into webhook_lanes (app_id, webhook_id, order_key, pending, next_attempt_at) select app_id, id, 'o', 2, now() from webhooks`);
    await early.query(`insert into channel_outbox_lanes (app_id, integration_id, conversation_id, queued, next_attempt_at) select app_id, id, 'o', 5, now() from integrations`);
    const release = () => withClient(early.url, (client) => releaseHeld(client, { discard: false }));
    expect(await release()).toEqual({ events: 3, deliveries: 2, messages: 3 });
    expect((await early.query<{ id: string }>('select id from outbox_events order by position')).map(({ id }) => id)).toEqual(['e1', 'e2', 'e3']);
    expect(await early.query('select webhook_id, pending, leased_by from webhook_lanes')).toEqual([{ webhook_id: 'w', pending: 3, leased_by: null }]);
    expect(await early.query('select integration_id, queued::int, leased_by from channel_outbox_lanes')).toEqual([{ integration_id: 'i', queued: 7, leased_by: null }]);
    expect(await early.query('select message_id from channel_outbox order by position')).toEqual([{ message_id: 'm1' }, { message_id: 'm3' }]);
    expect(await early.query('select event_id from webhook_deliveries')).toEqual([{ event_id: 'e0' }]);
    expect(await release()).toBeUndefined();
  });

  it('comes back whole from its first snapshot, over a migration and however often it is killed, with the schema that migrations make', async () => {
    const parts = await late.parts(source);
    const plan = await planRestore(parts, { snapshot: first });
    const [pack, segment, step] = [killsOnce(1), killsOnce(2), killsOnce(10)];
    source.zones.before = (name) => (name.startsWith('packs/') ? pack(name) : segment(name));
    const { result, kills } = await untilItLives(() => restoreDatabase({
      ...parts,
      migrateTo: async (name) => {
        step(`before ${name}`);
        await parts.migrateTo(name);
        step(`after ${name}`);
      },
      revoked: async () => {
        step('completing');
        return [];
      },
      eraseAgain: async () => {
        step('erasing');
        return 0;
      },
      // Between the rows and their keys.
      progress: (at) => (at.step === 'keys' ? step('keys') : undefined),
    }, plan));
    source.zones.before = () => undefined;
    expect(kills).toBe(10);
    expect(result.closed).toEqual([erasedApp]);
    expect(await differences(late, Infinity)).toEqual([]);
    const query = (text: string) => source.database.query<{ id: string; brand_id: string; wide: Buffer | null }>(text);
    expect(await writtenIn((text) => late.query(text), WRITERS)).toEqual(await writtenIn(query, WRITERS));
    const remarks = `select * from remarks where app_id <> '${erasedApp}' union all select app_id, id, null from users where remark = 'first' and app_id <> '${erasedApp}' order by 1, 2`;
    expect(await late.query(remarks)).toEqual(await source.database.query(remarks));
    expect(await catalogOf((text) => late.query(text))).toEqual(await catalogOf((text) => source.database.query(text)));
    // The planner knows how large each table is.
    expect(await late.query(`select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and reltuples < 0`)).toEqual([]);
  }, LONG_MS);

  it('is restored into an empty database only, into the same one only by the same plan, and not past rows that are not as recorded', async () => {
    await expect(late.restore(source)).rejects.toMatchObject({ code: 'occupied', message: expect.stringContaining('The database is not empty') });
    const begun = await RestoredInto.empty(source.database, WITH_LATER);
    const dies = { migrateTo: () => Promise.reject(new Killed()) };
    await expect(begun.restore(source, { snapshot: second }, dies)).rejects.toThrow(Killed);
    await expect(begun.restore(source, { snapshot: second, to: await source.now() }, dies)).rejects.toMatchObject({ code: expect.stringMatching('occupied|unreachable') });
    await expect(begun.restore(source, { snapshot: first }, dies)).rejects.toMatchObject({ code: 'occupied' });
    await expect(begun.restore(source, { snapshot: second }, dies)).rejects.toThrow(Killed);

    // What is loaded is counted and summed by itself: a manifest that recorded something else is not believed to have been restored.
    const parts = await begun.parts(source);
    const plan = await planRestore(parts, { snapshot: second });
    const recorded = await parts.view.snapshot(second);
    const restoreAs = (change: (table: TableEntry) => Partial<TableEntry>) => restoreDatabase({
      ...parts, view: Object.assign(Object.create(parts.view) as RepositoryView, { snapshot: async () => ({ ...recorded, tables: recorded.tables.map((table) => ({ ...table, ...change(table) })) }) }),
    }, plan);
    const restoreWith = (migrations: readonly string[]) => restoreDatabase({ ...parts, view: Object.assign(Object.create(parts.view) as RepositoryView, { snapshot: async () => ({ ...recorded, migrations }) }) }, plan);
    await expect(restoreWith([...recorded.migrations.slice(1), 'Unheard1764000000001'])).rejects.toMatchObject({ code: 'different', message: expect.stringContaining(`it lacks Unheard1764000000001, and it has ${recorded.migrations[0]} as well`) });
    const users = recorded.tables.find(({ name }) => name === 'users')!;
    const open = users.rows - (users.byApp?.[erasedApp]?.rows ?? 0);
    await expect(restoreAs(({ name, rows }) => (name === 'users' ? { rows: rows + 1 } : {}))).rejects.toMatchObject({ code: 'different', message: expect.stringContaining(`users has ${open} rows and not ${open + 1}`) });
    await expect(restoreAs(({ name }) => (name === 'apps' ? { sum: '0'.repeat(24) } : {}))).rejects.toMatchObject({ code: 'different', message: expect.stringMatching(/apps has 3 rows .* not the same ones$/) });
    await begun.close();
  }, LONG_MS);
});
