import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AuditSequencer, auditSettings, DirectoryPlace, makeKeyFile, operatorOn, recordAct, signerFromFile, type AuditSettings } from '@parley/audit-log';
import { createAccount, createTestDatabase, openDatabase, type TestDatabase } from '@parley/testing';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from './run-cli.js';

// Each starts a process, which takes long where several builds share the machine.
jest.setTimeout(120_000);

/** Some entries, sequenced, signed and put outside. */
async function keepRecord(test: TestDatabase, { keyFile, origin, places }: AuditSettings): Promise<void> {
  await makeKeyFile(keyFile);
  const signer = (await signerFromFile(keyFile, origin))!;
  const account = await createAccount(test);
  const open = openDatabase(test.url);
  for (let act = 0; act < 5; act += 1) {
    await open.database.system().transaction((tx) => recordAct(tx, operatorOn(account.id), { action: 'account:update', target: { type: 'account', id: account.id } }));
  }
  const parts = { db: open.database.system(), signer, log: { origin, trusted: [signer.key] }, places: places.map((path) => new DirectoryPlace(path)) };
  const sequencer = new AuditSequencer({ ...parts, onAlarm: (_, error) => { throw error; } });
  await sequencer.step();
  await sequencer.settled();
  await open.close();
}

describe('parley audit', () => {
  let test: TestDatabase;
  let folder: string;
  let settings: Record<string, string>;
  let publicKey: string;
  const proof = () => join(folder, 'entry.tlog-proof');
  const parley = (...args: string[]) => runCli(['audit', ...args], settings);
  const entryAt = async (position: number): Promise<string> => (await test.query<{ id: string }>('select entry_id as id from audit_leaves where position = $1', [position]))[0]!.id;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parley-cli-audit-'));
    test = await createTestDatabase();
    settings = { DATABASE_URL: test.url, PARLEY_DATA_DIR: folder };
    await keepRecord(test, auditSettings({ env: 'development', dataDir: folder }));
  });
  afterAll(async () => {
    await test.close();
    rmSync(folder, { recursive: true });
  });

  it('key shows the public key', async () => {
    const { out, ...rest } = await parley('key');
    expect(rest).toEqual({ code: 0, err: '' });
    publicKey = out.trimEnd();
    expect(publicKey).toMatch(/^parley\/development\+[0-9a-f]{8}\+[\w+/=]{44}$/);
  });

  it('key makes none where something was signed', async () => {
    settings = { ...settings, PARLEY_AUDIT_KEY_FILE: join(folder, 'other.key') };
    expect(await parley('key', '--create')).toMatchObject({ code: 1, out: '', err: expect.stringContaining('has checkpoints of this log already') });
    settings = { ...settings, PARLEY_AUDIT_PLACES: join(folder, 'empty') };
    expect(await parley('key', '--create')).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^parley\/development\+/) });
    settings = { DATABASE_URL: test.url, PARLEY_DATA_DIR: folder };
  });

  it('verify finds nothing where nothing was altered', async () => {
    expect(await parley('verify')).toEqual({ code: 0, err: '', out: 'tree 1: 5 entries, 5 of them under 1 checkpoint\nNothing was altered that a checkpoint outside covers.\n' });
  });

  it('prove writes what check believes, with the public key and nothing else', async () => {
    const id = await entryAt(2);
    expect(await parley('prove', id, '--output', proof())).toEqual({ code: 0, err: '', out: `${proof()}\n` });
    settings = {};
    const checked = await parley('check', proof(), '--key', publicKey);
    expect(checked).toMatchObject({ code: 0, err: '' });
    expect(checked.out).toMatch(/^The proof holds: entry 2 of tree 1 of parley\/development, under its checkpoint of 5 entries\.\n/);
    expect(JSON.parse(checked.out.split('\n')[1]!)).toMatchObject({ id, action: 'account:update' });
    writeFileSync(proof(), readFileSync(proof(), 'utf8').replace('index 2', 'index 3'));
    expect(await parley('check', proof(), '--key', publicKey)).toEqual({ code: 1, out: '', err: 'parley: The proof does not hold: The proof does not lead from its entry to its checkpoint\n' });
  });

  it('consistent compares checkpoints by what a place has, without a database', async () => {
    settings = { PARLEY_DATA_DIR: folder };
    const checkpoint = join(folder, 'audit/1/checkpoint/005');
    expect(await parley('consistent', checkpoint, checkpoint)).toEqual({ code: 0, err: '', out: 'The checkpoints are of one log: its first 5 entries are the same at 5.\n' });
  });

  it('key --rotate puts another in its place, and the log is the same to who has the old one', async () => {
    settings = { DATABASE_URL: test.url, PARLEY_DATA_DIR: folder };
    const { out, ...rest } = await parley('key', '--rotate');
    expect(rest).toEqual({ code: 0, err: '' });
    expect(out.split('\n')).toEqual([expect.stringMatching(/^parley\/development\+/), publicKey, '']);
    expect(await test.query(`select details->>'from' as from from audit_entries where action = 'auditKey:rotate'`)).toEqual([{ from: publicKey }]);
  });

  it('verify names the first entry that was altered, by the public key alone', async () => {
    const id = await entryAt(3);
    await test.query(`set session_replication_role = replica; update audit_entries set outcome = 'refused' where id = '${id}'; set session_replication_role = origin`);
    settings = { DATABASE_URL: test.url, PARLEY_DATA_DIR: folder };
    expect(await parley('verify', '--key', publicKey)).toEqual({
      code: 1, err: 'parley: The audit log is not as it was witnessed\n',
      out: `tree 1: 6 entries, 5 of them under 1 checkpoint\nBAD tree 1, entry 3: edited (id ${id})\n1 finding.\n`,
    });
  });

  it('restored opens a new tree where a backup was, and nowhere else, which is no failure', async () => {
    expect(await parley('restored')).toEqual({ code: 0, out: 'The log goes on from what the places have: nothing was lost, and there is no restore to record.\n', err: '' });
    await test.query(`
      set session_replication_role = replica;
      delete from audit_checkpoints;
      delete from audit_entries where id in (select entry_id from audit_leaves where position >= 3);
      delete from audit_leaves where position >= 3;
      set session_replication_role = origin`);
    expect(await parley('restored', '--backup', 'b-17')).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^Tree 2 is open: /) });
    expect(await test.query(`select actor, details->'restore' as restore, details->'previous'->'size' as size from audit_entries where action = 'auditTree:open'`)).toEqual([{ actor: 'operator', restore: { backup: 'b-17' }, size: 5 }]);
  });
});
