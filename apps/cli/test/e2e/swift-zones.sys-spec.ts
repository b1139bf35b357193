import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { basic } from './support/authorization.js';
import { BackupCommands, bucketSettings } from './support/backup-commands.js';
import { Conformance } from './support/conformance.js';
import { eventually } from './support/eventually.js';
import { LoggedApps } from './support/logged-apps.js';
import { RestClient } from './support/rest-client.js';
import { RunningParley } from './support/running-parley.js';
import { SwiftServer } from './support/swift-server.js';

const WORKER = { name: 'worker', key: 'of-the-worker' };
const APPS = 6;
const REST_MS = 50;
const LONG_MS = 900_000;

describe('the whole product with two zones, each a Swift server of its own', () => {
  const conformance = new Conformance();
  let servers: { readonly one: SwiftServer; readonly two: SwiftServer };
  let parley: RunningParley;
  let restored: RunningParley | undefined;
  let apps: LoggedApps;
  let commands: BackupCommands;
  let authorization: string;

  const rest = (of: RunningParley) => new RestClient(of.baseUrl, authorization, conformance);

  beforeAll(async () => {
    servers = { one: await SwiftServer.start([WORKER]), two: await SwiftServer.start([WORKER]) };
    for (const server of Object.values(servers)) await server.makeBucket('zone');
    const settings = {
      ...bucketSettings({ accessKeyId: SwiftServer.accessKey(WORKER), secretAccessKey: WORKER.key }),
      PARLEY_BACKUP_ZONES: Object.entries(servers).map(([name, { endpoint }]) => `${name}=s3://zone/parley?region=us-east-1&endpoint=${encodeURIComponent(endpoint)}`).join(','),
    };
    parley = await RunningParley.start(settings);
    commands = new BackupCommands(settings, () => parley);
    authorization = basic(parley.credentials().accountKey);
    apps = await LoggedApps.open(rest(parley), conformance, { count: APPS, baseUrl: parley.baseUrl, authorization, restMs: REST_MS });
    await commands.firstSnapshot();
  }, LONG_MS);
  afterAll(async () => {
    await apps?.stop();
    await parley?.dispose();
    await restored?.dispose();
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
    restored = await commands.restoreElsewhere('two', recoveryKey);
    expect(apps.acknowledged()).toBeGreaterThanOrEqual(500);
    expect(await apps.differences(rest(restored))).toEqual([]);
    expect([...conformance.faults]).toEqual([]);
  }, LONG_MS);
});
