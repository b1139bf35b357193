import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { bucketSettings, type BackupCommands } from './support/backup-commands.js';
import { eventually } from './support/eventually.js';
import type { LoggedApps } from './support/logged-apps.js';
import { ParleyUnderLoad } from './support/parley-under-load.js';
import type { RunningParley } from './support/running-parley.js';
import { SwiftServer } from './support/swift-server.js';

const WORKER = { name: 'worker', key: 'of-the-worker' };
const APPS = 6;
const REST_MS = 50;
const LONG_MS = 900_000;

describe('the whole product with two zones, each a Swift server of its own', () => {
  let servers: { readonly one: SwiftServer; readonly two: SwiftServer };
  let load: ParleyUnderLoad;
  let parley: RunningParley;
  let apps: LoggedApps;
  let commands: BackupCommands;

  beforeAll(async () => {
    servers = { one: await SwiftServer.start([WORKER]), two: await SwiftServer.start([WORKER]) };
    for (const server of Object.values(servers)) await server.makeBucket('zone');
    const settings = {
      ...bucketSettings({ accessKeyId: SwiftServer.accessKey(WORKER), secretAccessKey: WORKER.key }),
      PARLEY_BACKUP_ZONES: Object.entries(servers).map(([name, { endpoint }]) => `${name}=s3://zone/parley?region=us-east-1&endpoint=${encodeURIComponent(endpoint)}`).join(','),
    };
    load = await ParleyUnderLoad.start(settings, { apps: APPS, restMs: REST_MS });
    ({ parley, apps, commands } = load);
  }, LONG_MS);
  afterAll(async () => {
    await load?.dispose();
    for (const server of Object.values(servers ?? {})) await server.dispose();
  }, 120_000);

  it('has in one that was stopped, once it is back, all that the other got meanwhile, in one chain without a gap', async () => {
    const { chain } = await commands.status();
    await servers.two.stop();
    await apps.post(200);
    await commands.inZones(['one']);
    await eventually('two is known to be away', async () => (await commands.status()).zones.some(({ zone, error }) => zone === 'two' && error === 'unavailable'), 60);
    await servers.two.start();
    await apps.post(100);
    await commands.inZones(['one', 'two']);
    expect((await commands.status()).chain).toEqual(chain);
    expect(await commands.list()).toMatchObject({ gaps: [], bad: [] });
    for (const zone of ['one', 'two']) expect(await commands.run(['backup', 'verify', '--deep', '--zone', zone])).toMatchObject({ code: 0, out: expect.stringContaining('all good') });
  }, LONG_MS);

  it('comes back from one and the recovery key, the other stopped and the database’s disk removed: every acknowledged post once, and nothing else', async () => {
    const recoveryKey = (await commands.run(['keys', 'recovery', 'create'])).out;
    await commands.inZones(['one', 'two']);
    await servers.one.stop();
    await apps.post(200);
    await apps.stop();
    await commands.inZones(['two']);
    await parley.kill('postgres');
    await parley.stop();
    // Keys, attachments and the spool with it.
    rmSync(parley.dataDir, { recursive: true });
    await load.restoreElsewhere('two', recoveryKey);
    expect(apps.acknowledged()).toBeGreaterThanOrEqual(500);
    expect(await load.differences()).toEqual([]);
    expect([...load.conformance.faults]).toEqual([]);
  }, LONG_MS);
});
