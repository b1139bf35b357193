import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdir } from 'node:fs/promises';
import { createApp, createKey, eventually, withClient } from '@parley/testing';
import { confirmedBy, initBackupRole, planRestore, RepositoryView, verifyRepository, ZoneBackups } from '../src/index.js';
import { askForRun, findRun, type Run } from '../src/engine/runs.queries.js';
import type { BackupEngine } from '../src/engine/backup-engine.js';
import type { SnapshotManifest } from '../src/format/manifest.types.js';
import { BackedUp, markedIn } from './support/engine-database.js';

/** Of this spec's own: what is taken from it, is taken in every database of the server. */
const ROLE = 'snapshots_only_backup';
const ZONES = ['near', 'far'];

describe('backups of a server that lets no changes be read', () => {
  let of: BackedUp;
  let engine: BackupEngine;

  const admin = (sql: string) => withClient(of.database.adminUrl, (client) => client.query(sql));
  const slots = () => of.database.query('select slot_name from pg_replication_slots where database = current_database()');
  const snapshot = async (): Promise<Run | undefined> => {
    const run = await askForRun(of.runtime.database.system(), 'snapshot', 'operator');
    return eventually('a snapshot is taken', async () => {
      const found = await findRun(of.runtime.database.system(), run);
      return found?.state === 'done' ? found : undefined;
    });
  };
  /** Once each zone has so many. */
  const snapshots = (count: number): Promise<SnapshotManifest[]> =>
    eventually('zones have a snapshot', async () => {
      // Before the first one there are no keys to open anything with.
      if ((await readdir(of.placeOf('far')).catch(() => [])).every((name) => name !== 'manifests') || (await of.overview()).lastSnapshot === undefined) return undefined;
      const all = await Promise.all(ZONES.map((zone) => of.snapshots(zone)));
      return all.every(({ length }) => length >= count) ? all[0] : undefined;
    });

  beforeAll(async () => {
    of = await BackedUp.create();
    await admin(`drop role if exists ${ROLE}`);
    await initBackupRole(of.database.adminUrl, { name: ROLE, password: 'secret', runtimeRole: 'parley_runtime' });
    await admin(`alter role ${ROLE} noreplication`);
    engine = of.engine({ url: Object.assign(new URL(of.database.adminUrl), { username: ROLE, password: 'secret' }).href });
    engine.start();
  });
  afterAll(async () => {
    await engine.stop();
    await of.database.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = current_database()');
    await admin(`drop owned by ${ROLE}; drop role ${ROLE}`);
    await of.close();
  });

  it('are snapshots, with how old the last one is as their lag, and no slot', async () => {
    const [first] = await snapshots(1);
    expect(first?.chain).toMatchObject({ slot: '', systemIdentifier: expect.stringMatching(/^\d+$/), timeline: 1 });
    expect([await slots(), (await readdir(of.placeOf('near'))).includes('chains')]).toEqual([[], false]);
    expect(engine.state).toMatchObject({ writing: true, snapshotsOnly: true });
    const overview = await eventually('it is told', async () => {
      const found = await of.overview();
      return found.lastSnapshot && found.zones.length === 2 && found.zones.every(({ heartbeatAt }) => heartbeatAt !== null) ? found : undefined;
    });
    expect(overview).toMatchObject({ writing: true, chain: undefined, snapshotsOnly: true });
    for (const { heartbeatAt } of overview.zones) expect(heartbeatAt?.getTime()).toBe(Date.parse(first?.at ?? ''));
  }, 60_000);

  it('can be restored to the moments of snapshots, and are verified', async () => {
    const { accountId } = await createApp(of.database);
    const key = await createKey(of.database, { accountId });
    await snapshot();
    const [first, second] = await snapshots(2);
    const ledger = await of.ledger('far');
    const reader = new ZoneBackups([of.zone('far')]);
    const parts = { reader, keys: ledger.keys, view: await RepositoryView.read(reader, ledger.keys, [of.signer.key]) };
    const micros = (at = ''): number => Date.parse(at) * 1000 + Number(at.slice(-4, -1));
    for (const each of [first, second]) expect(await planRestore(parts, { to: micros(each?.at) })).toMatchObject({ snapshot: { at: each?.at }, segments: [] });
    expect((await planRestore(parts, {})).snapshot.at).toBe(second?.at);
    await expect(planRestore(parts, { to: micros(first?.at) + 1 })).rejects.toThrow(/as only snapshots were taken then: .*; the next one is /);
    const confirmed = await confirmedBy(of.runtime.database.system());
    const { findings } = await verifyRepository({ zones: ZONES.map((name) => of.zone(name)), keys: ledger.keys, trusted: [of.signer.key], appKey: ledger.appKey, confirmed });
    expect(findings).toEqual([]);
    // The second snapshot has a key that is deleted now: whoever restores is told.
    await of.database.query('delete from api_keys where id = $1', [key.id]);
    for (const zone of ZONES) await eventually('it is taken back', async () => (await (await of.ledger(zone)).revoked()).includes(key.id));
  }, 60_000);

  it('begin a chain by themselves once changes can be read', async () => {
    await admin(`alter role ${ROLE} replication`);
    const chain = await eventually('a chain begins', async () => (await of.overview()).chain?.id);
    const all = await snapshots(3);
    expect(all.at(-1)?.chain.id).toBe(chain);
    expect(await slots()).toHaveLength(1);
    await eventually('it is told', async () => !engine.state.snapshotsOnly && !(await of.overview()).snapshotsOnly);
    const id = await of.mark();
    await eventually('changes come', async () => markedIn(await of.segments('far', chain)).includes(id));
    // It goes on from what the snapshots before it have stored.
    const [last] = await of.database.query<{ result: { reusedBytes: number } }>("select result from backup_runs where kind = 'snapshot' and state = 'done' order by asked_at desc limit 1");
    expect(last?.result.reusedBytes).toBeGreaterThan(0);
  }, 60_000);
});
