import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { planRestore, replaceApp, type AppRestoreParts } from '@parley/backup';
import { createApp, eventually, withClient } from '@parley/testing';
import { BackedUp } from './support/backed-up.js';
import { LogOfApps } from './support/log-of-apps.js';

const LONG_MS = 120_000;
const APPS = 40;
/** Each writes in ten of them. */
const WRITERS = 4;

describe('one app of forty, deleted under load', () => {
  let source: BackedUp;
  let writers: LogOfApps;
  let apps: string[];
  let app: string;

  const query = <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    withClient(source.database.adminUrl, async (client) => (await client.query<Row>(text, [...values])).rows);
  const usersBy = async (): Promise<Map<string, string[]>> => {
    const rows = await query<{ app: string; users: string[] }>(`select app_id as app, array_agg(id || ' ' || brand_id order by id collate "C") as users from users group by 1`);
    return new Map(rows.map(({ app: of, users }) => [of, users.sort()]));
  };

  beforeAll(async () => {
    source = await BackedUp.open();
    apps = [];
    for (let n = 0; n < APPS; n += 1) apps.push((await createApp(source.database)).id);
    app = apps[Math.floor(Math.random() * APPS)] ?? '';
    writers = new LogOfApps(source.database, apps, WRITERS);
  }, LONG_MS);
  afterAll(() => source.close());

  it('is as it was in a random second, and the other thirty-nine are what their writers say, who never stopped', async () => {
    await eventually('each has something', async () => (await usersBy()).size === APPS);
    await source.snapshot();
    const from = await source.now();
    const ends = await eventually('it goes on', () => (writers.since(app, from).length > 5 ? writers.since(app, from) : undefined));
    const to = ends[Math.floor(Math.random() * ends.length)] ?? 0;
    writers.avoid(app);
    await eventually('nothing of it is under way', async () => {
      const before = (await usersBy()).get(app)?.length;
      return before === writers.last(app).length;
    });
    await query('update apps set deleted_at = now() where id = $1', [app]);
    await query('delete from users where app_id = $1', [app]);
    await source.drained();
    const parts: AppRestoreParts = { reader: source.zones, keys: source.keys, appKey: source.appKey, view: await source.view(), target: { url: source.database.adminUrl } };
    const { moment, rows } = writers.at(app, to);
    const plan = await planRestore(parts, { to: moment });
    const before = writers.last(apps.find((each) => each !== app) ?? '').length;
    await replaceApp(parts, plan, app, { before: async () => undefined, after: async () => undefined });
    await eventually('others go on', () => writers.last(apps.find((each) => each !== app) ?? '').length > before);
    await writers.stop();
    expect(rows.length).toBeGreaterThan(0);
    const wanted = new Map(apps.map((each) => [each, [...(each === app ? rows : writers.last(each))].sort()]));
    expect(await usersBy()).toEqual(wanted);
    expect(await query('select deleted_at from apps where id = $1', [app])).toEqual([{ deleted_at: null }]);
  }, LONG_MS);
});
