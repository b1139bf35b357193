import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createApp } from '@parley/testing';
import { switchOff } from '../src/engine/switch-off.js';
import { askForRun, beginRun, findRun } from '../src/engine/runs.queries.js';
import { manifestName } from '../src/format/manifest.js';
import { BackedUp, markedIn } from './support/engine-database.js';
import { Running, until } from './support/running.js';

const quiet = { warn: () => undefined };

describe('backups, written by a worker', () => {
  let of: BackedUp;
  let running: Running;
  const start: Running['start'] = (given) => running.start(given);
  const chainId = (): Promise<string> => running.chainId();
  const marked: Running['marked'] = (zone, chain, id) => running.marked(zone, chain, id);
  const stopAll = (): Promise<void> => running.stopAll();

  beforeAll(async () => {
    of = await BackedUp.create();
    running = new Running(of);
  });
  afterEach(stopAll);
  afterAll(async () => {
    await stopAll();
    await of.close();
  });

  it('begin with a chain and a snapshot, and have what is committed in every zone within moments', async () => {
    const before = await of.mark();
    start();
    const chain = await chainId();
    const after = await of.mark();
    for (const zone of ['near', 'far']) {
      expect(await marked(zone, chain, after)).not.toContain(before);
      const [snapshot] = await until(() => of.snapshots(zone), (all) => all.length > 0);
      expect(snapshot?.chain.id).toBe(chain);
      expect(snapshot?.tables.find(({ name }) => name === 'accounts')?.rows).toBeGreaterThanOrEqual(1);
      expect(snapshot?.tables.map(({ name }) => name)).not.toContain('tenant_keys');
    }
    const { zones, writing, lastSnapshot } = await until(() => of.overview(), ({ zones: all, lastSnapshot: last }) => last !== undefined && all.length === 2 && all.every(({ lagSeconds = 99 }) => lagSeconds < 5));
    expect([writing, zones.map(({ zone }) => zone), lastSnapshot?.state]).toEqual([true, ['far', 'near'], 'done']);
  }, 60_000);

  it('go on in the same chain after a stop, without a hole and without anything twice', async () => {
    const chain = await chainId();
    const ids = [await of.mark()];
    for (let round = 0; round < 3; round += 1) {
      start();
      ids.push(await of.mark());
      await marked('near', chain, ids.at(-1) ?? '');
      await stopAll();
      ids.push(await of.mark());
    }
    start();
    ids.push(await of.mark());
    for (const zone of ['near', 'far']) {
      const found = await marked(zone, chain, ids.at(-1) ?? '');
      expect(found.filter((id) => ids.includes(id))).toEqual(ids);
      const segments = await of.segments(zone, chain);
      for (const [index, { header }] of segments.entries()) if (index > 0) expect([header.start, header.previous]).toEqual([segments[index - 1]?.header.end, expect.stringMatching(/^[0-9a-f]{64}$/)]);
    }
  }, 60_000);

  it('are written by one worker; another waits and takes over', async () => {
    const [first, chain] = [start(), await chainId()];
    await until(() => first.state.writing, Boolean);
    const second = start({ spool: 'other-spool' });
    await marked('near', chain, await of.mark());
    expect([first.state.writing, second.state.writing]).toEqual([true, false]);
    await first.stop();
    const id = await of.mark();
    expect(await marked('far', chain, id)).toContain(id);
    expect(second.state.writing).toBe(true);
  }, 60_000);

  it('go on into one zone while another is away, which gets the rest when it is back', async () => {
    start();
    const chain = await chainId();
    await marked('far', chain, await of.mark());
    await rename(of.placeOf('far'), of.placeOf('gone'));
    await writeFile(of.placeOf('far'), 'no directory');
    const id = await of.mark();
    await marked('near', chain, id);
    await until(() => of.overview(), ({ zones }) => zones.some(({ zone, error }) => zone === 'far' && error !== null));
    await rename(of.placeOf('far'), of.placeOf('file'));
    await rename(of.placeOf('gone'), of.placeOf('far'));
    expect(await marked('far', chain, id)).toContain(id);
  }, 60_000);

  it('write nothing, keys least of all, where the disk of a zone is not mounted', async () => {
    const far = of.placeOf('far');
    await rename(far, of.placeOf('unmounted'));
    await mkdir(far);
    start();
    const chain = await chainId();
    const id = await of.mark();
    await marked('near', chain, id);
    await until(() => of.overview(), ({ zones }) => zones.some(({ zone, error }) => zone === 'far' && error === 'lost_zone'));
    expect(await readdir(far)).toEqual([]);
    await rm(join(of.placeOf('unmounted'), 'keys/root'));
    await rmdir(far);
    await rename(of.placeOf('unmounted'), far);
    // No segment told of keys: they are compared as soon as it is back.
    expect(await until(() => of.zone('far').ledger.read('root'), (root) => root !== undefined)).toBeDefined();
    expect(await marked('far', chain, id)).toContain(id);
  }, 60_000);

  it('say at once that no zone can be reached at the start', async () => {
    const said: unknown[] = [];
    const say = (of: object, line: string) => void said.push([of, line]);
    await writeFile(of.placeOf('nowhere'), 'no directory');
    const engine = start({ zones: ['nowhere'], spool: 'spool-of-nowhere', logger: { error: say, warn: say, info: say } as never });
    const [first] = await until(() => said, ({ length }) => length > 0);
    expect(first).toEqual([{ zone: 'nowhere', code: 'unavailable' }, expect.stringMatching(/^Nothing can be written to zone nowhere of PARLEY_BACKUP_ZONES: [^\n]+ENOTDIR/)]);
    await delay(500);
    expect([engine.state.writing, said.length]).toEqual([false, 1]);
  }, 60_000);

  it('take a snapshot when somebody asks, which stores little again', async () => {
    const sql = of.runtime.database.system();
    const left: string[] = [];
    for (const kind of ['snapshot', 'expire'] as const) {
      left.push(await askForRun(sql, kind, 'operator'));
      await beginRun(sql, kind);
    }
    start();
    const runId = await askForRun(of.runtime.database.system(), 'snapshot', 'operator');
    const run = await until(() => findRun(of.runtime.database.system(), runId), (found) => found?.state === 'done' || found?.state === 'failed');
    expect(run).toMatchObject({ state: 'done', error: null });
    const { storedBytes, reusedBytes } = run?.result as { storedBytes: number; reusedBytes: number };
    expect(reusedBytes).toBeGreaterThan(0);
    expect(storedBytes).toBeLessThan(20_000);
    // A snapshot that another worker had begun is over with it; what somebody else does at this moment goes on.
    expect((await Promise.all(left.map((id) => findRun(sql, id)))).map((each) => each?.state)).toEqual(['failed', 'running']);
  }, 60_000);

  it('bring files of attachments into the zones, by their hash, and know them for as long as the attachments are there', async () => {
    start();
    const { id: appId } = await createApp(of.database);
    const attach = async (bytes: Buffer): Promise<string> => {
      const name = `${appId}/${randomBytes(12).toString('hex')}`;
      await of.files.write(name, (async function* () { yield bytes; })());
      await of.database.query("insert into attachments (app_id, id, object_name, is_public, for_message, sealed_details) values ($1, $2, $3, false, false, '\\x00')", [appId, randomBytes(12).toString('hex'), name]);
      for (const zone of ['near', 'far']) expect((await until(() => of.zone(zone).store.read(`files/${name}`), (found) => found !== undefined))?.equals(bytes)).toBe(true);
      return name;
    };
    const known = async (): Promise<string[]> => (await of.database.query<{ name: string }>('select object_name as name from backup_files order by copied_at')).map(({ name }) => name);
    const names = [await attach(randomBytes(100_000)), await attach(randomBytes(1000))];
    const runId = await askForRun(of.runtime.database.system(), 'snapshot', 'operator');
    await until(() => findRun(of.runtime.database.system(), runId), (found) => found?.state === 'done');
    // It counts once one zone has it.
    const files = await until(async () => (await of.snapshots('near')).at(-1)?.files ?? [], ({ length }) => length > 1);
    expect(files.map(({ name, size }) => [name, size])).toEqual([[names[0], 100_000], [names[1], 1000]].toSorted());
    expect(files.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256))).toBe(true);
    expect(await known()).toEqual(names);
    await of.database.query('delete from attachments where object_name = $1', [names[0]]);
    expect(await until(known, ({ length }) => length < 2)).toEqual([names[1]]);
  }, 60_000);

  it('end the chain with a gap, and begin another with a snapshot, when the slot was dropped behind their back', async () => {
    start();
    const chain = await chainId();
    await marked('near', chain, await of.mark());
    await stopAll();
    await until(() => of.database.query<{ active: boolean }>('select active from pg_replication_slots where database = current_database()'), ([slot]) => slot?.active === false);
    await of.database.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = current_database()');
    const lost = await of.mark();
    start();
    const next = await until(() => of.overview(), (overview) => overview.chain !== undefined && overview.chain.id !== chain);
    const gap = (await of.manifests('near')).find(({ kind }) => kind === 'gap');
    expect(gap).toMatchObject({ reason: 'slot_missing', chain: { id: chain } });
    const snapshot = await until(async () => (await of.snapshots('far')).find(({ chain: { id } }) => id === next.chain?.id), (found) => found !== undefined);
    expect(snapshot?.tables.find(({ name }) => name === 'accounts')?.rows).toBe(Number((await of.database.query<{ n: string }>('select count(*) as n from accounts'))[0]?.n));
    expect(markedIn(await of.segments('near', next.chain?.id ?? ''))).not.toContain(lost);
  }, 60_000);

  it('leave the slot alone that another database on the server has, also one whose copy theirs is', async () => {
    start();
    const chain = await chainId();
    await marked('near', chain, await of.mark());
    await stopAll();
    const copy = await BackedUp.create();
    const theirs = new Running(copy);
    try {
      const repository = (each: BackedUp) => each.database.query('select id from backup_repository');
      expect(await repository(copy)).toEqual(await repository(of));
      const [open] = await of.database.query('select * from backup_chains where ended_at is null');
      await copy.database.query('insert into backup_chains select * from jsonb_populate_record(null::backup_chains, $1)', [JSON.stringify(open)]);
      expect(await switchOff(copy.runtime.database, copy.database.backupUrl, quiet)).toBe(true);
      await copy.database.query('update backup_chains set ended_at = null');
      theirs.start();
      await until(() => copy.overview(), (overview) => overview.chain !== undefined && overview.chain.id !== chain);
      expect((await copy.manifests('near')).find(({ kind }) => kind === 'gap')).toMatchObject({ reason: 'slot_foreign', chain: { id: chain } });
      start();
      const id = await of.mark();
      expect(await marked('near', chain, id)).toContain(id);
      await theirs.stopAll();
    } finally {
      await theirs.stopAll();
      await copy.close();
    }
  }, 60_000);

  it('end the chain when somebody changes a table beside the migrations', async () => {
    start();
    const chain = await chainId();
    await marked('near', chain, await of.mark());
    const drifted = async (statement: string, from: string): Promise<string> => {
      await of.database.query(statement);
      await of.mark();
      const { chain: next } = await until(() => of.overview(), (overview) => overview.chain !== undefined && overview.chain.id !== from);
      expect((await of.manifests('near')).filter(({ kind }) => kind === 'gap').at(-1)).toMatchObject({ reason: 'schema_drift', chain: { id: from } });
      return next?.id ?? '';
    };
    await drifted('alter table accounts drop column smuggled', await drifted('alter table accounts add column smuggled text', chain));
  }, 60_000);

  it('leave no slot when they are switched off, and say so in the zones when they are on again', async () => {
    start();
    const chain = await chainId();
    await marked('near', chain, await of.mark());
    await stopAll();
    expect(await switchOff(of.runtime.database, of.database.backupUrl, quiet)).toBe(true);
    expect(await of.database.query('select from pg_replication_slots where database = current_database()')).toEqual([]);
    expect(await switchOff(of.runtime.database, of.database.backupUrl, quiet)).toBe(false);
    start();
    await until(() => of.overview(), (overview) => overview.chain !== undefined && overview.chain.id !== chain);
    expect((await of.manifests('near')).filter(({ kind }) => kind === 'gap').at(-1)).toMatchObject({ reason: 'switched_off', chain: { id: chain } });
  }, 60_000);

  it('give no number of a manifest a second time, though every zone has lost the newest', async () => {
    const sql = of.runtime.database.system();
    const numbers = async (): Promise<number[]> => (await readdir(join(of.placeOf('near'), 'manifests'))).map((name) => Number(name)).sort((one, other) => one - other);
    const snapshot = async (): Promise<void> => {
      const run = await askForRun(sql, 'snapshot', 'operator');
      await until(() => findRun(sql, run), (found) => found?.state === 'done' || found?.state === 'failed');
      expect(await findRun(sql, run)).toMatchObject({ state: 'done' });
    };
    start();
    await snapshot();
    const newest = (await numbers()).at(-1) ?? 0;
    await until(() => of.database.query<{ n: string }>('select manifest_number as n from backup_zones'), (rows) => rows.length === 2 && rows.every(({ n }) => Number(n) === newest));
    await stopAll();
    for (const zone of ['near', 'far']) await rm(join(of.placeOf(zone), manifestName(newest)));
    start();
    await snapshot();
    // It counts once one zone has it, which may be the other one.
    expect((await until(numbers, (all) => (all.at(-1) ?? 0) >= newest)).slice(-2)).toEqual([newest - 1, newest + 1]);
  }, 60_000);
});
