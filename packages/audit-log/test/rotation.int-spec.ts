import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AccountId } from '@parley/kernel';
import { createAccount, createTestDatabase, openDatabase, type OpenDatabase, type TestDatabase } from '@parley/testing';
import { existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  AuditSequencer, checkProof, followedKeys, keysFromFile, LogKeys, makeKeyFile, openCheckpoint, operatorOn, proveEntry, rotateKey, verifyDatabase, signerOfLog, type DirectoryPlace, type VerifierKey,
} from '../src/index.js';
import { keptSizes } from '../src/places/kept.js';
import { checkpointName } from '../src/places/object-names.js';
import { ORIGIN } from './support/log.js';
import { temporaryPlace, writeEntry } from './support/sequencing.js';

describe('The signing key is rotated', () => {
  let test: TestDatabase;
  let open: OpenDatabase;
  let account: AccountId;
  let running: LogKeys;
  let sequencer: AuditSequencer;
  const [outside, keys] = [temporaryPlace(), temporaryPlace()];
  const place: DirectoryPlace = outside.place;
  const keyFile = join(keys.place.name, 'audit.key');
  const was: VerifierKey[] = [];
  const alarms: unknown[] = [];
  const system = () => open.database.system();
  const identity = (...trusted: VerifierKey[]) => ({ origin: ORIGIN, trusted });
  const rotate = () => rotateKey(system(), { keyFile, origin: ORIGIN, places: [place], by: operatorOn() });
  async function signed(): Promise<void> {
    await writeEntry(open.database, account);
    await test.query(`update audit_checkpoints set signed_at = now() - interval '10 minutes'`);
    await sequencer.step();
    await sequencer.settled();
  }
  /** Which of some keys signed the checkpoint of a size. */
  async function signersOf(size: number, of: readonly VerifierKey[]): Promise<boolean[]> {
    const note = (await place.get(checkpointName(1, size)))!;
    return of.map((key) => {
      try {
        return openCheckpoint(note, [key]).size === size;
      } catch {
        return false;
      }
    });
  }

  beforeAll(async () => {
    test = await createTestDatabase();
    open = openDatabase(test.url);
    account = (await createAccount(test)).id;
    await makeKeyFile(keyFile);
    running = (await LogKeys.open(keyFile, ORIGIN))!;
    was.push(running.key);
    sequencer = new AuditSequencer({ db: system(), signer: running, log: running, places: [place], onAlarm: (_, error) => alarms.push(error) });
    await signed();
  });
  afterAll(async () => {
    outside.remove();
    keys.remove();
    await open.close();
    await test.close();
  });

  it('live: both sign the checkpoint over the entry that says so, then the new one alone', async () => {
    was.push(await rotate());
    await sequencer.step();
    await sequencer.settled();
    await signed();
    expect(running.key.id).toEqual(was[1]?.id);
    expect(await keptSizes(place, 1)).toEqual([1, 2, 3]);
    expect(await Promise.all([1, 2, 3].map((size) => signersOf(size, was)))).toEqual([[true, false], [true, true], [false, true]]);
    expect(alarms).toEqual([]);
    expect([statSync(keyFile).mode & 0o777, existsSync(`${keyFile}.next`)]).toEqual([0o600, false]);
    expect((await keysFromFile(keyFile, ORIGIN))?.retired.map(({ id }) => id)).toEqual([was[0]?.id]);
  });

  it('again; who trusts any of the keys follows to all, and finds nothing', async () => {
    was.push(await rotate());
    await signed();
    const ids = (trusted: readonly VerifierKey[]) => trusted.map(({ id }) => id.toString('hex')).toSorted();
    for (const key of was) {
      const trusted = await followedKeys(system(), identity(key), [place]);
      expect(ids(trusted)).toEqual(ids(was));
      expect(await verifyDatabase(system(), identity(...trusted), [place])).toMatchObject({ ok: true, trees: [{ covered: 5, checkpoints: 5 }] });
    }
    // The entry is proved to who has the first key alone, and names the second.
    const [row] = await test.query<{ id: string }>(`select id from audit_entries where action = 'auditKey:rotate' order by id limit 1`);
    const proof = await proveEntry(system(), row?.id ?? '', was);
    if (typeof proof === 'string') throw new Error(proof);
    expect(JSON.parse(checkProof(proof, [was[0]!]).entry.toString())).toMatchObject({ actor: { id: 'operator' }, target: { type: 'auditKey', id: was[1]?.id.toString('hex') } });
  });

  it('follows to no key that only the database names', async () => {
    const [entry] = await test.query<{ id: string }>(`select id from audit_entries where action = 'auditKey:rotate' order by id limit 1`);
    const forge = (to: string) => test.query(`set session_replication_role = replica; update audit_entries set details = jsonb_set(details, '{to}', to_jsonb('${to}'::text)) where id = '${entry?.id}'; set session_replication_role = origin`);
    const [{ to } = { to: '' }] = await test.query<{ to: string }>(`select details->>'to' as to from audit_entries where id = $1`, [entry?.id]);
    await forge('parley/test+00000000+AAAA');
    expect(await followedKeys(system(), identity(was[0]!), [place])).toHaveLength(1);
    await forge(to);
    expect(await followedKeys(system(), identity(was[0]!), [])).toHaveLength(1);
  });

  it('is never made in place of a lost one, and in production not by itself', async () => {
    const lost = { origin: ORIGIN, keyFile: join(keys.place.name, 'lost.key'), places: [], makesKey: true };
    const nothing = () => undefined;
    await expect(signerOfLog(system(), lost, nothing)).rejects.toMatchObject({ name: 'ConfigError', message: expect.stringMatching(/is missing, and checkpoints were signed/) });
    const fresh = { query: () => Promise.resolve([]) };
    await expect(signerOfLog(fresh, { ...lost, makesKey: false }, nothing)).rejects.toMatchObject({ name: 'ConfigError', message: expect.stringMatching(/^PARLEY_AUDIT_KEY_FILE: .* parley audit key --create$/) });
    expect(existsSync(lost.keyFile)).toBe(false);
    expect((await signerOfLog(fresh, lost, nothing)).trusted).toHaveLength(1);
  });

  it('goes on where it was killed between the entry and the file', async () => {
    const [before, count] = [await keysFromFile(keyFile, ORIGIN), async () => (await test.query(`select from audit_entries where action = 'auditKey:rotate'`)).length];
    // Killed before the file is replaced: the new one is gone at that moment.
    const kept = `${keyFile}.kept`;
    const failing = rotateKey({ ...system(), transaction: async (work) => system().transaction(async (tx) => {
      const done = await work(tx);
      if (existsSync(`${keyFile}.next`)) renameSync(`${keyFile}.next`, kept);
      return done;
    }) }, { keyFile, origin: ORIGIN, places: [place], by: operatorOn() });
    await expect(failing).rejects.toMatchObject({ code: 'ENOENT' });
    renameSync(kept, `${keyFile}.next`);
    expect([await count(), (await keysFromFile(keyFile, ORIGIN))?.signer.key.id]).toEqual([3, before?.signer.key.id]);
    await signed();
    was.push(await rotate());
    await signed();
    expect(await count()).toBe(3);
    expect(running.key.id).toEqual(was[3]?.id);
    expect(await verifyDatabase(system(), running, [place])).toMatchObject({ ok: true });
    expect(alarms).toEqual([]);
  });
});
