import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { discardShadow, planRestore, previewApp, restoreBeside, type AppRestoreParts, type RestorePlan } from '@parley/backup';
import { createApp, withClient } from '@parley/testing';
import { BackedUp } from './support/backed-up.js';
import { LogOfApps } from './support/log-of-apps.js';

const LONG_MS = 120_000;

/** As if the process had been killed. */
class Killed extends Error {}

describe('one app out of many, beside writers of all of them', () => {
  let source: BackedUp;
  let writers: LogOfApps;
  let apps: string[];
  let app: string;
  let other: string;
  let plan: RestorePlan;
  let moment: number;
  let rows: readonly string[];
  let parts: AppRestoreParts;

  const query = <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    withClient(source.database.adminUrl, async (client) => (await client.query<Row>(text, [...values])).rows);
  const insertUser = (id: string) => source.database.query(`insert into users (app_id, id, signed_up_at, created_at, sealed_details) values ($1, $2, now(), now(), $3)`, [app, id, Buffer.alloc(6000, id)]);

  beforeAll(async () => {
    source = await BackedUp.open();
    const { database } = source;
    apps = [];
    for (let n = 0; n < 5; n += 1) apps.push((await createApp(database)).id);
    [app = '', other = ''] = apps;
    // Large enough for chunks of its own; the others share theirs.
    for (let n = 0; n < 6; n += 1) await insertUser(`wide-${n}`);
    writers = new LogOfApps(database, apps);
    await delay(200);
    await source.snapshot();
    await delay(300);
    const to = await source.now();
    await delay(200);
    // What happened to it since: it is deleted, as far as it goes.
    await database.query('delete from users where app_id = $1 and id = $2', [app, 'wide-0']);
    await database.query(`update users set sealed_details = '' where app_id = $1 and id = $2`, [app, 'wide-1']);
    await insertUser('wide-later');
    await database.query('update apps set deleted_at = now() where id = $1', [app]);
    await writers.stop();
    await source.drained();
    ({ moment, rows } = writers.at(app, to));
    parts = { reader: source.zones, keys: source.keys, appKey: source.appKey, view: await source.view(), target: { url: database.adminUrl } };
    plan = await planRestore(parts, { to: moment });
  }, LONG_MS);
  afterAll(() => source.close());

  const named = (schema: string) => query<{ row: string }>(`select id || ' ' || brand_id as row from ${schema}.users where id like 'w-%' order by 1`).then((all) => all.map(({ row }) => row).sort());

  it('is made as it was at a random second in a schema beside the living tables, and told of in what it differs', async () => {
    const before = await query('select ctid::text, xmin::text, * from users order by app_id, id');
    const read: string[] = [];
    source.zones.before = (name) => void read.push(name);
    const done = await restoreBeside(parts, plan, app);
    source.zones.before = () => undefined;
    expect(await named(done.schema)).toEqual(rows);
    expect(await query(`select id, length(sealed_details) as length from ${done.schema}.users where id like 'wide-%' order by id`)).toEqual(Array.from({ length: 6 }, (_, n) => ({ id: `wide-${n}`, length: 6000 })));
    expect(await query(`select distinct app_id from ${done.schema}.users`)).toEqual([{ app_id: app }]);
    const [{ count: then } = { count: 0 }] = await query<{ count: number }>(`select count(*)::int as count from ${done.schema}.users`);
    const living = await query<{ id: string; brand_id: string }>(`select id, coalesce(brand_id, length(sealed_details)::text) as brand_id from users where app_id = $1`, [app]);
    const shadow = new Map((await query<{ id: string; brand_id: string }>(`select id, coalesce(brand_id, length(sealed_details)::text) as brand_id from ${done.schema}.users`)).map(({ id, brand_id: is }) => [id, is]));
    expect(done.tables).toContainEqual({
      table: 'users', then, added: living.filter(({ id }) => !shadow.has(id)).length,
      removed: [...shadow.keys()].filter((id) => !living.some((each) => each.id === id)).length,
      changed: living.filter(({ id, brand_id: is }) => shadow.has(id) && shadow.get(id) !== is).length,
    });
    expect(done.tables).toContainEqual({ table: 'apps', then: 1, added: 0, removed: 0, changed: 1 });
    expect(done.transactions).toBeGreaterThan(0);
    // Nobody's rows were so much as touched.
    expect(await query('select ctid::text, xmin::text, * from users order by app_id, id')).toEqual(before);
    expect(read.some((name) => name.startsWith('packs/'))).toBe(true);
  }, LONG_MS);

  it('is read by its owner alone, and in no publication', async () => {
    await expect(source.database.query('select set_config($1, $2, false)', ['search_path', `parley_app_${app}`]).then(() => withClient(source.database.url, (client) => client.query(`select from "parley_app_${app}".users`)))).rejects.toThrow('permission denied');
    expect(await query(`select from pg_publication_tables where schemaname = $1`, [`parley_app_${app}`])).toEqual([]);
  });

  it('is previewed without a change, used again for the same moment, and made anew where it was not finished', async () => {
    const reads: string[] = [];
    source.zones.before = (name) => void reads.push(name);
    const preview = await previewApp(parts, plan, app);
    expect(preview).toMatchObject({ segments: plan.segments.length, tables: expect.arrayContaining([expect.objectContaining({ table: 'users' })]) });
    expect(preview.bytes).toBeGreaterThan(0);
    const again = await restoreBeside(parts, plan, app);
    expect(again.tables).toEqual(preview.tables);
    expect(reads.filter((name) => !name.startsWith('manifests/'))).toEqual([]);
    const others = await planRestore(parts, { to: moment + 1 });
    source.zones.before = (name) => {
      if (name === others.segments.at(-1)?.name) throw new Killed();
    };
    await expect(restoreBeside(parts, others, app)).rejects.toThrow(Killed);
    source.zones.before = () => undefined;
    expect(await previewApp(parts, others, app)).not.toHaveProperty('tables');
    expect(await named((await restoreBeside(parts, others, app)).schema)).toEqual(rows);
  }, LONG_MS);

  it('is refused to a second one at the same time, where its keys are destroyed, and where tables are others now', async () => {
    await withClient(source.database.adminUrl, async (client) => {
      await client.query(`select pg_advisory_lock(hashtextextended('parley restore ' || $1, 0))`, [app]);
      await expect(restoreBeside(parts, plan, app)).rejects.toMatchObject({ code: 'occupied' });
    });
    await expect(restoreBeside({ ...parts, appKey: async () => undefined }, plan, app)).rejects.toMatchObject({ code: 'unreadable' });
    await expect(restoreBeside(parts, plan, 'x"; drop')).rejects.toMatchObject({ code: 'malformed' });
    await query('alter table devices add column remark text');
    await expect(restoreBeside(parts, plan, other)).rejects.toMatchObject({ code: 'unreachable', message: expect.stringMatching(/ have changed devices: /) });
    await query('alter table devices drop column remark');
  }, LONG_MS);

  it('shares chunks with others of which only its own rows are taken', async () => {
    const { moment: at, rows: wanted } = writers.at(other, moment);
    const done = await restoreBeside(parts, await planRestore(parts, { to: at }), other);
    expect(await named(done.schema)).toEqual(wanted);
    expect([await discardShadow(parts, other), await discardShadow(parts, other)]).toEqual([true, false]);
  }, LONG_MS);
});
