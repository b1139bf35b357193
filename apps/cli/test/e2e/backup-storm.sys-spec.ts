import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Dice, s3Server, withClient, type S3Server } from '@parley/testing';
import { bucketSettings, type BackupCommands } from './support/backup-commands.js';
import { BackupStorm } from './support/backup-storm.js';
import { embeddedUrl } from './support/embedded-url.js';
import { MountedFolder } from './support/mounted-folder.js';
import type { LoggedApp, LoggedApps } from './support/logged-apps.js';
import { ParleyUnderLoad } from './support/parley-under-load.js';
import type { RunningParley } from './support/running-parley.js';
import { SmallDisk } from './support/small-disk.js';

const APPS = 40;
/** Between an answer and the next post of an app. */
const REST_MS = 300;
const DISK_MEGABYTES = 64;
/** So long the disk of the spool is full, before a kill of the worker and after it. */
const FULL_MS = 8000;
const LONG_MS = 400_000;

/** One installation for all of it: what one fault leaves behind, the next one meets. */
describe('backups of 40 apps under load', () => {
  const seed = process.env.STORM_SEED ?? String(Date.now());
  const dice = new Dice(seed);
  const places = mkdtempSync(join(tmpdir(), 'parley-zones-'));
  let near: MountedFolder;
  let far: S3Server;
  let disk: SmallDisk;
  let load: ParleyUnderLoad;
  let parley: RunningParley;
  let apps: LoggedApps;
  let storm: BackupStorm;
  let commands: BackupCommands;
  let recoveryKey: string;
  /** The app that is deleted, and the moment to which it is brought back. */
  let deleted: { readonly app: LoggedApp; readonly to: number };
  let loadBegan: number;

  const inEveryZone = () => commands.inZones(['near', 'far']);
  const slot = () => withClient(embeddedUrl(parley.dataDir), async (client) => {
    const { rows } = await client.query<{ state: string; confirmed: string }>('select wal_status as state, confirmed_flush_lsn::text as confirmed from pg_replication_slots');
    return rows;
  });
  const keepFull = async (ms: number): Promise<void> => {
    for (const until = performance.now() + ms; performance.now() < until; await delay(20)) disk.fill();
  };
  /** A second of the product that the dice choose. */
  const momentBetween = (from: number, to: number): number => from + dice.next(to - from);

  beforeAll(async () => {
    console.log(`STORM_SEED=${seed}`);
    near = new MountedFolder(places, 'near');
    far = await s3Server();
    far.bucket('backups');
    disk = new SmallDisk(DISK_MEGABYTES);
    const settings = {
      ...bucketSettings(far.credentials), PARLEY_BACKUP_SPOOL: disk.path,
      PARLEY_BACKUP_ZONES: `near=${near.path},far=s3://backups/parley?region=${far.region}&endpoint=${encodeURIComponent(far.endpoint)}`,
    };
    load = await ParleyUnderLoad.start(settings, { apps: APPS, restMs: REST_MS });
    ({ parley, apps, commands } = load);
    storm = new BackupStorm({ parley, near, far, disk, dice });
  }, LONG_MS);
  afterAll(async () => {
    far?.behave('works');
    await load?.dispose();
    await far?.close();
    disk?.unmount();
    near?.unmount();
    rmSync(places, { recursive: true, force: true });
  }, 120_000);

  it('wait while the disk of the spool is full, without an end of the worker, and go on in the same chain when it has room', async () => {
    loadBegan = Date.now();
    await apps.post(100);
    await inEveryZone();
    const { chain } = await commands.status();
    const worker = parley.find('worker')?.pid;
    await Promise.all([keepFull(FULL_MS), apps.post(100)]);
    const [before] = await slot();
    expect(parley.find('worker')?.pid).toBe(worker);
    await Promise.all([keepFull(FULL_MS), parley.kill('worker').then(() => apps.post(100))]);
    const again = parley.find('worker')?.pid;
    await Promise.all([keepFull(FULL_MS), apps.post(100)]);
    expect(parley.find('worker')?.pid).toBe(again);
    // What the zones have not is the server's still.
    expect(await slot()).toEqual([{ state: expect.stringMatching(/^(reserved|extended)$/), confirmed: before?.confirmed }]);
    disk.free();
    await inEveryZone();
    expect((await commands.status()).chain).toEqual(chain);
    expect((await commands.list()).gaps).toEqual([]);
  }, LONG_MS);

  it('have a gap on record for each slot that was dropped and no other, whatever else befalls processes, zones and disk', async () => {
    try {
      await storm.rage();
    } finally {
      console.log(storm.log.join('\n'));
    }
    await parley.startUnlessRunning();
    await apps.post(100);
    await inEveryZone();
    const found = await commands.listWithSnapshot();
    expect(found.bad).toEqual([]);
    expect(found.gaps.map(({ reason }) => reason)).toEqual(storm.drops.map(() => 'slot_missing'));
    expect(await commands.run(['backup', 'verify'])).toMatchObject({ code: 0 });
  }, LONG_MS);

  it('bring one app of 40 back, deleted under load, to a second of its own; the other 39 are as their clients know', async () => {
    const from = Date.now();
    await apps.post(300);
    const app = dice.pick(apps.all);
    const to = momentBetween(from, Date.now());
    const erased = await fetch(`${parley.baseUrl}/v2/apps/${app.id}`, { method: 'DELETE', headers: { authorization: load.authorization } });
    expect(erased.status).toBe(200);
    deleted = { app, to };
    await app.poster.stop();
    await inEveryZone();
    const gone = await fetch(`${parley.baseUrl}${app.messages}`, { headers: { authorization: load.authorization } });
    expect(gone.status).toBe(404);
    await commands.json('restore', '--app', app.id, '--to', new Date(deleted.to).toISOString(), '--mode', 'replace');
    await apps.post(100);
    await inEveryZone();
    recoveryKey = (await commands.run(['keys', 'recovery', 'create'])).out;
    await apps.stop();
    await inEveryZone();
    expect(await allDifferences()).toEqual([]);
  }, LONG_MS);

  it('bring everything back from the bucket alone: every acknowledged post once, and nothing else', async () => {
    const { dataDir } = parley;
    await parley.kill('postgres');
    await parley.stop();
    rmSync(join(dataDir, 'postgres'), { recursive: true });
    await load.restoreElsewhere('far', recoveryKey);
    expect(await allDifferences()).toEqual([]);
    expect([...load.conformance.faults]).toEqual([]);
  }, LONG_MS);

  it('bring back a second before the first gap from the directory alone, and say of one in the gap that nothing tells of it', async () => {
    const refused = await commands.run(['restore', '--to', new Date(storm.drops[0] ?? NaN).toISOString(), '--zone', 'near', '--recovery-key', '--dry-run'], recoveryKey, mkdtempSync(join(places, 'empty-')));
    const [, newest = ''] = /^parley: Nothing tells what happened after (\S+), as there is a gap \(slot_missing\): .+; the next one is /.exec(refused.err) ?? [];
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(newest) });
    const to = momentBetween(loadBegan, Date.parse(newest));
    await load.restoreElsewhere('near', recoveryKey, to);
    expect(await load.differences({ to })).toEqual([]);
  }, LONG_MS);

  const allDifferences = async (): Promise<string[]> => [
    ...(await load.differences({ apps: apps.all.filter((app) => app !== deleted.app) })),
    ...(await load.differences({ apps: [deleted.app], to: deleted.to })),
  ];
});
