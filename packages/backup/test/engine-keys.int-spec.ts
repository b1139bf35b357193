import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { createApp, createKey } from '@parley/testing';
import { askForRun, findRun } from '../src/engine/runs.queries.js';
import { lostSecrets } from '../src/engine/lost-secrets.js';
import { sealRevocation } from '../src/ledger/revocations.js';
import { BackedUp } from './support/engine-database.js';
import { Running, until } from './support/running.js';

describe('backups, written by a worker, with their keys', () => {
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

  it('ADR 0133: name no table in the system scope whose rows that does not show, or the spec of whoever does fails', async () => {
    const { database } = of.runtime;
    const sql = database.system();
    for (const ask of [() => sql.query('select from attachments'), () => sql.transaction((tx) => tx.query('select from backup_files f where exists (select from messages)'))]) {
      await expect(ask()).rejects.toThrow('In the system scope no row of');
    }
    expect(await sql.query('select from key_shards')).toBeDefined();
    expect(database.refused.splice(0)).toEqual(['attachments in select from attachments', expect.stringContaining('messages in')]);
  });

  it('have a new app’s keys, and know a deleted API key, in each zone that has the segment', async () => {
    start();
    const chain = await chainId();
    const { id: appId, accountId } = await createApp(of.database);
    await of.runtime.database.system().transaction((tx) => of.keys.keyring.create(tx, appId, [{ subject: `conversation:${randomBytes(12).toString('hex')}`, items: [] }]));
    const key = await createKey(of.database, { accountId, appId });
    await of.database.query('delete from api_keys where id = $1', [key.id]);
    const id = await of.mark();
    for (const zone of ['near', 'far']) {
      await marked(zone, chain, id);
      const ledger = await of.ledger(zone);
      expect(await ledger.appKey(appId)).toHaveLength(32);
      expect(await ledger.revoked()).toContain(key.id);
      const names: string[] = [];
      for await (const { name } of ledger.secrets()) names.push(name);
      expect(names.some((name) => name.startsWith(`${appId}/`))).toBe(true);
    }
  }, 60_000);

  it('tell a zone that comes late of API keys that were deleted before, also where no segment tells of it any more', async () => {
    const { keys } = await of.ledger('near');
    const { name, object } = await sealRevocation(keys, 'long ago');
    await of.zone('near').ledger.replace(name, object);
    start({ zones: ['near', 'far', 'late'] });
    expect(await until(() => of.ledger('late').then((ledger) => ledger.revoked(), (): string[] => []), (ids) => ids.includes('long ago'))).toContain('long ago');
  }, 60_000);

  it('write the keys of a zone anew when somebody asks, also what was changed behind their back since', async () => {
    start();
    await marked('far', await chainId(), await of.mark());
    const { store, ledger } = of.zone('far');
    let name = '';
    for await (const each of store.list('keys/tenants/')) ({ name } = each);
    await ledger.replace(name.slice('keys/'.length), Buffer.from('changed'));
    const mended = async (): Promise<void> => {
      const runId = await askForRun(of.runtime.database.system(), 'keys', 'operator');
      expect(await until(() => findRun(of.runtime.database.system(), runId), (found) => found?.endedAt !== null)).toMatchObject({ state: 'done' });
    };
    await mended();
    expect((await of.ledger('far')).rows).toEqual((await of.ledger('near')).rows);
    // The key store's disk is away: what the database still names was not destroyed.
    const secrets = async (): Promise<[string, string][]> => {
      const found: [string, string][] = [];
      for await (const each of (await of.ledger('far')).secrets()) found.push([each.name, each.content.toString('hex')]);
      return found;
    };
    const before = await secrets();
    const read = of.secrets.read.bind(of.secrets);
    of.secrets.read = async () => undefined;
    await mended().finally(() => (of.secrets.read = read));
    expect([before.length > 0, await secrets()]).toEqual([true, before]);
    const lost = () => lostSecrets(of.runtime.database.system());
    expect(await lost()).toBe((await of.database.query('select from key_shards')).length);
    await mended();
    expect(await lost()).toBe(0);
  }, 60_000);

  it('put right what a write of the worker before them has written over, which came late', async () => {
    start();
    await marked('far', await chainId(), await of.mark());
    const { store, ledger } = of.zone('far');
    let name = '';
    for await (const each of store.list('keys/tenants/')) ({ name } = each);
    await ledger.replace(name.slice('keys/'.length), Buffer.from('late'));
    const behind = performance.now() - Date.now();
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => behind + Date.now() + 121_000);
    await until(async () => (await ledger.read(name.slice('keys/'.length)))?.toString(), (content) => content !== 'late').finally(() => clock.mockRestore());
    expect((await of.ledger('far')).rows).toEqual((await of.ledger('near')).rows);
  }, 60_000);
});
