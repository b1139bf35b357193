import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dice, s3Server, type S3Server } from '@parley/testing';
import { basic } from './support/authorization.js';
import { BackupCommands, bucketSettings } from './support/backup-commands.js';
import { BackupFaults } from './support/backup-faults.js';
import { Conformance } from './support/conformance.js';
import { LoggedApps } from './support/logged-apps.js';
import { RestClient } from './support/rest-client.js';
import { RunningParley } from './support/running-parley.js';

const APPS = 4;
const REST_MS = 20;
const LONG_MS = 400_000;

/** The short form of backup-storm.sys-spec.ts, for any machine and any user. */
describe('backups of several apps under load', () => {
  const seed = process.env.STORM_SEED ?? String(Date.now());
  const places = mkdtempSync(join(tmpdir(), 'parley-zones-'));
  const conformance = new Conformance();
  let far: S3Server;
  let parley: RunningParley;
  let restored: RunningParley | undefined;
  let apps: LoggedApps;
  let commands: BackupCommands;
  let authorization: string;

  const rest = (of: RunningParley) => new RestClient(of.baseUrl, authorization, conformance);

  beforeAll(async () => {
    far = await s3Server();
    far.bucket('backups');
    const settings = {
      ...bucketSettings(far.credentials),
      PARLEY_BACKUP_ZONES: `near=${join(places, 'near')},far=s3://backups/parley?region=${far.region}&endpoint=${encodeURIComponent(far.endpoint)}`,
    };
    parley = await RunningParley.start(settings);
    commands = new BackupCommands(settings, () => parley);
    authorization = basic(parley.credentials().accountKey);
    apps = await LoggedApps.open(rest(parley), conformance, { count: APPS, baseUrl: parley.baseUrl, authorization, restMs: REST_MS });
    await commands.firstSnapshot();
  }, LONG_MS);
  afterAll(async () => {
    far?.behave('works');
    await apps?.stop();
    await parley?.dispose();
    await restored?.dispose();
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
    restored = await commands.restoreElsewhere('far', recoveryKey);
    expect(await apps.differences(rest(restored))).toEqual([]);
    expect([...conformance.faults]).toEqual([]);
  }, LONG_MS);
});
