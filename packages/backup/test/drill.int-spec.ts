import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ReadableTable } from '@parley/crypto-at-rest';
import { initDatabase } from '@parley/persistence';
import { createApp, createConversation, createMessages, eventually, exportedTables, MIGRATIONS, testKeySettings, testRootKeyAccess, withClient } from '@parley/testing';
import { asAppId, newId } from '@parley/kernel';
import { BackupFault, decodeReport, drillZone, initDrillRole, lastDrills, lastTimings, listReports, ZoneBackups, type BackupFaultCode, type ContinuityResult, type Drilled, type DrillReport, type GivenDrill, type OpenLedger, type ZoneDrill } from '../src/index.js';
import type { BackupEngine } from '../src/engine/backup-engine.js';
import type { Drill } from '../src/engine/engine.types.js';
import { askForRun, findRun, type Run } from '../src/engine/runs.queries.js';
import { manifestName } from '../src/format/manifest.js';
import { BackedUp } from './support/engine-database.js';
import { ZoneFiles } from './support/damage.js';
import { migrateQuickly } from './support/restoring.js';

const LONG_MS = 300_000;
/** Of a thousand: where rows begin to be loaded. */
const LOADING = 100;
const MAIN = fileURLToPath(new URL('../../../apps/worker/dist/backups/drill/main.js', import.meta.url));

describe('drills of a repository in two zones', () => {
  let of: BackedUp;
  let engine: BackupEngine;
  let ledger: OpenLedger;
  let app: string;
  let conversation: string;
  /** One that is erased later, and a moment before that. */
  let erased: string;
  let before: Date;
  let messages: ReadableTable;
  /** What the next drill does otherwise. */
  let next: Partial<ZoneDrill> = {};
  let isApart = false;
  /** Where a drill in a process of its own makes its database. */
  let apartUrl: string | undefined;
  /** What is done with the next process that drills, as it tells of itself. */
  let whenTold: (child: ChildProcess, message: { readonly progress?: readonly [number, number] }) => void = () => undefined;
  const role = { name: `drill_spec_${randomBytes(6).toString('hex')}`, password: 'secret' };
  /** Of a role that may do nothing but drill. */
  const serverUrl = () => Object.assign(new URL(of.database.adminUrl), { username: role.name, password: role.password, pathname: '/postgres' }).href;

  const drill: Drill = async ({ zone, to, progress, signal }) => ({ findings: await Promise.race([
    once(signal, 'abort').then(() => Promise.reject(new Error('stopped'))), drillZone({
    to, zone: of.zone(zone), access: testRootKeyAccess(), serverUrl: serverUrl(), messages, windowSeconds: 86_400, progress: ({ done, total }) => progress(done, total),
    migrateTo: async ({ adminUrl, runtimeUrl }, migration) => {
      const { username, password } = new URL(runtimeUrl);
      await initDatabase(adminUrl, { runtimeRole: username, password, env: 'development' });
      await migrateQuickly(adminUrl, MIGRATIONS, migration);
    },
    eraseAgain: async () => 0, erased: async () => [{ app, conversation: erased }], erasedAfterMs: 0,
    ...next,
  })]) });
  /** As the worker does it, in a process of its own. */
  const inChild: Drill = async ({ zone, to }) => {
    const child = fork(MAIN, [zone, ...(to === undefined ? [] : [String(to)])], {
      env: {
        PATH: process.env.PATH, ...testKeySettings(), DATABASE_URL: of.database.url, PARLEY_BACKUP_DATABASE_URL: of.database.backupUrl, PARLEY_BACKUP_DRILL_DATABASE_URL: apartUrl ?? serverUrl(),
        PARLEY_BACKUP_ZONES: ['near', 'far'].map((name) => `${name}=${of.placeOf(name)}`).join(','),
      },
    });
    const told: object[] = [];
    child.on('message', (message: object) => {
      told.push(message);
      whenTold(child, message);
    });
    await once(child, 'exit');
    const { fault, ...end } = told.at(-1) as Partial<Drilled> & { fault?: { code: BackupFaultCode; line: string } };
    if (fault) throw new BackupFault(fault.code, fault.line);
    if (!end.findings) throw new BackupFault('interrupted', JSON.stringify(told));
    return { ...end, findings: end.findings };
  };
  const run = async (given?: GivenDrill, kind: 'drill' | 'keys' = 'drill'): Promise<Run> => {
    const id = await askForRun(of.runtime.database.system(), kind, 'operator', given);
    return eventually(`${kind}: its end`, async () => {
      const found = await findRun(of.runtime.database.system(), id);
      return found?.state === 'done' || found?.state === 'failed' ? found : undefined;
    }, 240);
  };
  const left = () => of.database.query("select datname from pg_database where datname like 'parley_drill_%' union all select rolname from pg_roles where rolname like 'parley_drill_%'");
  const nameOf = ({ at }: DrillReport): string => `drills/${String(Date.parse(at)).padStart(15, '0')}`;

  beforeAll(async () => {
    messages = (await exportedTables()).find(({ table }) => table === 'messages')!;
    of = await BackedUp.create();
    await initDrillRole(of.database.adminUrl, role);
    engine = of.engine({ drill });
    app = (await createApp(of.database)).id;
    [conversation, erased] = [(await createConversation(of.database, app)).id, (await createConversation(of.database, app)).id];
    for (const each of [conversation, erased]) await createMessages(of.database, app, each, [newId(), newId()]);
    engine.start();
    await eventually('a snapshot', async () => (await of.overview()).lastSnapshot?.state === 'done', 60);
    await of.mark();
    ledger = await of.ledger('near');
  }, LONG_MS);
  afterEach(() => {
    [isApart, whenTold, apartUrl] = [false, () => undefined, undefined];
  });
  afterAll(async () => {
    await engine.stop();
    await of.database.query(`drop role ${role.name}`);
    await of.close();
  });

  it('leave nothing behind for long when they are killed: what is left is known, and a later one drops it', async () => {
    const killed = new Promise<void>((resolve) => {
      next = { made: () => resolve(), migrateTo: () => new Promise<never>(() => undefined) };
    });
    const id = await askForRun(of.runtime.database.system(), 'drill', 'operator');
    await killed;
    await engine.stop();
    next = {};
    engine = of.engine({ drill: (asked) => (isApart ? inChild : drill)(asked) });
    engine.start();
    await eventually('the drill is given up', async () => (await findRun(of.runtime.database.system(), id))?.state === 'failed', 60);
    expect(await left()).toHaveLength(1);
  }, LONG_MS);

  it('are done by a role that can read nothing of the database that is backed up', async () => {
    const there = Object.assign(new URL(serverUrl()), { pathname: new URL(of.database.url).pathname }).href;
    await expect(withClient(there, (client) => client.query('select from accounts'))).rejects.toMatchObject({ code: '42501' });
  });

  it('say nothing about the backups when their process is killed by kill -9 in the middle of loading, which leaves a scratch database, or when their server is not there', async () => {
    isApart = true;
    whenTold = (child, { progress: [done] = [0] }) => void (done >= LOADING && child.kill('SIGKILL'));
    expect(await run()).toMatchObject({ state: 'failed', error: 'interrupted', result: null });
    expect(await left()).toHaveLength(2);
    apartUrl = 'postgres://drills:secret@127.0.0.1:1/postgres';
    const { id: _, ...notDone } = await run();
    expect(notDone).toMatchObject({ state: 'failed', error: 'interrupted', result: null });
    expect(await lastDrills(of.runtime.database.system())).toMatchObject({ last: undefined, good: undefined, notCarriedOut: { at: notDone.askedAt, code: 'interrupted' } });
    expect(new ZoneFiles(of.placeOf('near')).names().filter((name) => name.startsWith('drills/'))).toEqual([]);
  }, LONG_MS);

  it('fail where something is readable that the ledger says was erased', async () => {
    before = new Date();
    await of.mark();
    const id = newId();
    await of.secrets.write(`erasures/${id}`, Buffer.from(JSON.stringify({
      v: 1, id, appId: app, kind: 'conversation', targetId: erased, subjects: [{ subject: `conversation:${erased}` }], requestedBy: 'operator', requestedAt: new Date().toISOString(),
    })));
    await run(undefined, 'keys');
    expect(await run({ zone: 'near' })).toMatchObject({ state: 'done', result: { zone: 'near', outcome: 'failed', fault: { code: 'readable', line: `1 of 1 conversations that were erased can be read, of app ${app} for one` } } });
  }, LONG_MS);

  it('rule 15: restore one zone alone into a scratch database, compare what was recorded, open a message of each app and key version, and sign a report into every zone', async () => {
    await of.keys.destroyer.destroy(of.runtime.database, asAppId(app), [{ subject: `conversation:${erased}` }], new AbortController());
    await run(undefined, 'keys');
    isApart = true;
    const [holds, files] = [new Set<string>(), new ZoneFiles(of.placeOf('near'))];
    const held = () => files.names().filter((name) => name.startsWith('holds/'));
    expect(held()).toEqual([]);
    whenTold = () => held().forEach((name) => holds.add(name));
    const { state, result } = await run({ zone: 'far', to: before.toISOString() });
    // Expiry goes by them (expiry.int-spec.ts).
    expect([...holds]).toEqual([expect.stringMatching(/^holds\/[^/]+\/\d{15}$/)]);
    expect(held()).toEqual([...holds, `${[...holds][0]?.replace(/\d{15}$/, '')}ended`]);
    expect((await lastDrills(of.runtime.database.system())).notCarriedOut).toBeUndefined();
    const report = result as DrillReport;
    expect([state, report]).toMatchObject(['done', {
      zone: 'far', outcome: 'good', rpoSeconds: { near: expect.any(Number), far: expect.any(Number) },
      findings: { snapshot: 2, rtoSeconds: expect.any(Number), checks: { messages: 1, apps: 1, erased: 1, triedErased: 1, closed: 0 } },
    }]);
    expect(Date.parse(report.findings?.to ?? '')).toBe(before.getTime());
    expect(report.findings?.checks.rows).toBeGreaterThan(3);
    expect(report.findings?.checks.foreignKeys).toBeGreaterThan(3);
    expect(await left()).toEqual([]);
    for (const zone of ['near', 'far']) {
      const object = await eventually(`the report is in ${zone}`, () => of.zone(zone).store.read(nameOf(report)));
      expect(await decodeReport(ledger.keys, [of.signer.key], nameOf(report), object)).toEqual(report);
    }
    expect(await eventually('how long it took', () => lastTimings(new ZoneBackups([of.zone('far')]), ledger.keys, 'drill'))).toMatchObject({ loading: { ms: expect.any(Number) }, samples: { ms: expect.any(Number) } });
    // It took nobody's place.
    const [{ id } = { id: '' }] = await of.database.query<{ id: string }>('select id from backup_repository');
    expect(id).toBe(ledger.repository.id);
  }, LONG_MS);

  it('tell of a report that was changed, or is another one, and not what it says', async () => {
    const files = new ZoneFiles(of.placeOf('near'));
    const [name = '', ...others] = files.names().filter((each) => each.startsWith('drills/'));
    expect(others).toHaveLength(1);
    const rest = ['good'].map((outcome) => expect.objectContaining({ outcome }));
    const good = files.read(name);
    const reader = new ZoneBackups([of.zone('near')]);
    const list = () => listReports(reader, ledger.keys, [of.signer.key], 'drill');
    for (const at of [0, 40, good.length - 1]) {
      const changed = Buffer.from(good);
      changed[at]! ^= 1;
      files.write(name, changed);
      expect(await list()).toEqual([{ name, bad: expect.stringContaining(name) }, ...rest]);
    }
    files.write(name, good);
    files.write('drills/000000000000001', good);
    expect(await list()).toEqual([{ name: 'drills/000000000000001', bad: expect.any(String) }, expect.objectContaining({ outcome: 'failed' }), ...rest]);
    await expect(decodeReport(ledger.keys, [], name, good)).rejects.toMatchObject({ code: 'unsigned' });
    files.remove('drills/000000000000001');
  });

  it('rule 15: every hour every zone is looked at, where nothing may be missing, and mended', async () => {
    const files = new ZoneFiles(of.placeOf('far'));
    const segment = files.names().find((name) => name.startsWith('chains/')) ?? '';
    const bytes = files.read(segment);
    files.removeAll(segment);
    await of.database.query("update backup_repository set created_at = now() - interval '59 minutes'");
    const looked = () => of.database.query<{ result: ContinuityResult }>("select result from backup_runs where kind = 'continuity' and state = 'done'");
    expect(await looked()).toEqual([]);
    await of.database.query("update backup_repository set created_at = now() - interval '61 minutes'");
    const { result } = await eventually('a look at the zones', async () => (await looked())[0], 60);
    expect(result).toMatchObject({ part: 0, zones: ['near', 'far'], passedOver: [], found: 1, repaired: 1, lost: 0, findings: [{ zone: 'far', name: segment, fault: 'missing' }] });
    expect(files.read(segment).equals(bytes)).toBe(true);
  }, LONG_MS);

  it('go by the other zone next, and say that it could not be restored from where it lacks what no other zone is asked for', async () => {
    const files = new ZoneFiles(of.placeOf('near'));
    const packs = files.names().filter((name) => name.startsWith('packs/')).map((name) => [name, files.read(name)] as const);
    for (const [name, bytes] of packs) files.write(name, bytes.subarray(1));
    const { state, result } = await run();
    expect([state, result]).toMatchObject(['done', { zone: 'near', outcome: 'failed', fault: { code: expect.stringMatching(/^(missing|unreadable)$/) } }]);
    for (const [name, bytes] of packs) files.write(name, bytes);
    expect(await left()).toEqual([]);
  }, LONG_MS);

  it('fail where a message does not open though every row is there', async () => {
    await of.database.query("update messages set sealed_body = set_byte(sealed_body, length(sealed_body) - 1, get_byte(sealed_body, length(sealed_body) - 1) # 1) where conversation_id = $1", [conversation]);
    const id = await askForRun(of.runtime.database.system(), 'snapshot', 'operator');
    const taken = await eventually('a snapshot', async () => {
      const found = await findRun(of.runtime.database.system(), id);
      return found?.state === 'done' && (found.result as { readonly manifest: number });
    }, 60);
    await eventually('the zone has it', () => of.zone('far').store.read(manifestName(taken.manifest)));
    next = { random: () => 0.99 };
    expect((await run()).result).toMatchObject({ zone: 'far', outcome: 'failed', fault: { code: 'unreadable', line: `1 of 1 messages do not open, of app ${app} for one (not_authentic)` } });
  }, LONG_MS);
});
