import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dice, s3Server, type S3Server } from '@parley/testing';
import { bucketSettings, type BackupCommands } from './support/backup-commands.js';
import { BackupFaults } from './support/backup-faults.js';
import type { LoggedApps } from './support/logged-apps.js';
import { ParleyUnderLoad } from './support/parley-under-load.js';
import type { RunningParley } from './support/running-parley.js';

const APPS = 4;
const REST_MS = 20;
const LONG_MS = 400_000;

/** The short form of backup-storm.sys-spec.ts, for any machine and any user. */
describe('backups of several apps under load', () => {
  const seed = process.env.STORM_SEED ?? String(Date.now());
  const places = mkdtempSync(join(tmpdir(), 'parley-zones-'));
  let far: S3Server;
  let load: ParleyUnderLoad;
  let parley: RunningParley;
  let apps: LoggedApps;
  let commands: BackupCommands;

  beforeAll(async () => {
    far = await s3Server();
    far.bucket('backups');
    const settings = {
      ...bucketSettings(far.credentials),
      PARLEY_BACKUP_ZONES: `near=${join(places, 'near')},far=s3://backups/parley?region=${far.region}&endpoint=${encodeURIComponent(far.endpoint)}`,
    };
    load = await ParleyUnderLoad.start(settings, { apps: APPS, restMs: REST_MS });
    ({ parley, apps, commands } = load);
  }, LONG_MS);
  afterAll(async () => {
    far?.behave('works');
    await load?.dispose();
    await far?.close();
    rmSync(places, { recursive: true, force: true });
  }, 120_000);

  it('survive kills of worker, API and database, a zone that is away, and have a gap on record for the slot that was dropped; all that was acknowledged comes back once', async () => {
    const faults = new BackupFaults({ parley, far, dice: new Dice(seed) });
    try {
      await faults.once();
    } finally {
      console.log([`STORM_SEED=${seed}`, ...faults.log].join('\n'));
    }
    await parley.startUnlessRunning();
    await apps.post(20);
    const recoveryKey = (await commands.run(['keys', 'recovery', 'create'])).out;
    await apps.stop();
    await commands.inZones(['near', 'far']);
    expect(await commands.listWithSnapshot()).toMatchObject({ gaps: [{ reason: 'slot_missing' }], bad: [] });
    await parley.kill('postgres');
    await parley.stop();
    rmSync(parley.dataDir, { recursive: true });
    await load.restoreElsewhere('far', recoveryKey);
    expect(await load.differences()).toEqual([]);
    expect([...load.conformance.faults]).toEqual([]);
  }, LONG_MS);
});
