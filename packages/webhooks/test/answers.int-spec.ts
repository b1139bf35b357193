import { beforeEach, describe, expect, it } from '@jest/globals';
import type { AppId } from '@parley/kernel';
import type { DroppedEvents } from '@parley/persistence';
import { createUser, testKeyring } from '@parley/testing';
import { dropAttempts, listAttempts } from '@parley/webhooks';
import { DROP } from '../src/deliveries/drop-attempts.js';
import { converse } from './support/conversation-events.js';
import { answerWith, bench, deliverToATarget, target } from './support/delivery-setup.js';

deliverToATarget();

let hook: { appId: AppId; id: string };
let people: { ada: string; bob: string; eve: string };
/** Their conversations, by whose names their event quotes; `nobody` quotes none. */
let conversations: Record<'adas' | 'bobs' | 'all' | 'nobody', string>;

const user = async (givenName: string) => (await createUser(bench.database, hook.appId, { profile: { givenName } })).id;
const drop = (whose: Partial<DroppedEvents>, limit = 100) => bench.db.app(hook.appId).transaction((tx) => dropAttempts(tx, { appId: hook.appId, ...whose }, limit));
/** What can be read, with every key that is there now, of the log; by the conversation that the event is of. */
const readable = async () => {
  const attempts = (await listAttempts(bench.db.app(hook.appId), testKeyring(), hook, {}, { size: 100 })).items;
  return attempts.flatMap(({ answer }) => answer === undefined ? [] : [Object.entries(conversations).find(([, id]) => answer.includes(id))?.[0]]).toSorted();
};
const rowsOf = () => bench.database.query<{ row: string }>('select a::text as row from webhook_attempts a');
const putBack = async (rows: readonly { row: string }[]) => {
  await bench.database.query('delete from webhook_attempts');
  await bench.database.query('insert into webhook_attempts select (copied::webhook_attempts).* from unnest($1::text[]) as copied', [rows.map(({ row }) => row)]);
};
const withoutKeysOf = (subject: string) => bench.database.query('delete from data_keys where subject = $1', [subject]);

/** Four events, whose target answers each by the names and the conversation that it was told. */
beforeEach(async () => {
  answerWith(({ body }) => ({ body: JSON.stringify((body as { events: [{ payload: object }] }).events[0].payload) }));
  hook = await bench.webhook(target.url);
  people = { ada: await user('Ada'), bob: await user('Bob'), eve: await user('Eve') };
  const { ada, bob, eve } = people;
  const said = async (users: readonly string[]) => (await converse(hook.appId, 1, users)).id;
  conversations = { adas: await said([ada]), bobs: await said([bob]), all: await said([eve, bob, ada]), nobody: await said([]) };
  const worker = bench.worker();
  await bench.attempts(4);
  await worker.stop(1000);
});

describe('an answer of a target', () => {
  it('is sealed under the keys of all whom its event quotes, the conversation’s first, and opens by all of them only', async () => {
    const { adas, all, nobody } = conversations;
    const { ada, bob, eve } = people;
    const rows = await bench.database.query<{ subject: string }>('select subject, other_subjects, sealed_answer is not null as kept from webhook_attempts');
    const of = (id: string) => rows.find(({ subject }) => subject === `conversation:${id}`);
    const row = (id: string, users: string[]) => ({ subject: `conversation:${id}`, other_subjects: users.map((one) => `user:${one}`), kept: true });
    expect([of(adas), of(all), of(nobody)]).toEqual([row(adas, [ada]), row(all, [eve, bob, ada]), row(nobody, [])]);
    expect(await readable()).toEqual(['adas', 'all', 'bobs', 'nobody']);
    const attempts = (await listAttempts(bench.db.app(hook.appId), testKeyring(), hook, {}, { size: 100 })).items;
    expect(attempts.filter(({ answer }) => answer?.includes('"displayName":"Ada"'))).toHaveLength(2);
    // Read no more once one of these keys is gone, also of a copy of its row from before.
    const copy = await rowsOf();
    await withoutKeysOf(`user:${people.ada}`);
    expect(await readable()).toEqual(['bobs', 'nobody']);
    await putBack(copy);
    expect(await readable()).toEqual(['bobs', 'nobody']);
    await withoutKeysOf(`conversation:${conversations.bobs}`);
    expect(await readable()).toEqual(['nobody']);
  });

  it('is dropped with each of them, counted, in batches; others’ stay', async () => {
    const { ada, bob, eve } = people;
    const copy = await rowsOf();
    const leaving: [whose: string, left: string[]][] = [
      [`user:${ada}`, ['bobs', 'nobody']], [`user:${bob}`, ['adas', 'nobody']], [`user:${eve}`, ['adas', 'bobs', 'nobody']],
      [`conversation:${conversations.all}`, ['adas', 'bobs', 'nobody']], ['user:none', ['adas', 'all', 'bobs', 'nobody']],
    ];
    for (const [subject, left] of leaving) {
      await putBack(copy);
      expect({ subject, dropped: await drop({ subjects: [subject] }), left: await readable() }).toEqual({ subject, dropped: 4 - left.length, left });
    }
    await putBack(copy);
    expect([await drop({ subjects: [`user:${ada}`] }, 1), await drop({ subjects: [`user:${ada}`] }, 1), await drop({ subjects: [`user:${ada}`] }, 1)]).toEqual([1, 1, 0]);
    // An app's erasure names nobody.
    await putBack(copy);
    expect([await drop({}, 3), await drop({}, 3)]).toEqual([3, 1]);
    // Of a person whose information goes: answers to what was told before, also those that were given after it.
    await putBack(copy);
    const subjects = [`user:${people.ada}`];
    const [{ at } = { at: new Date() }] = await bench.database.query<{ at: Date }>('select min(created_at) as at from users');
    expect(await drop({ subjects, before: at })).toBe(0);
    // Answered an hour after the moment, of an event of before it.
    await bench.database.query(`update webhook_attempts set at = now() + interval '1 hour'`);
    expect(await drop({ subjects, before: new Date(Date.now() + 1) })).toBe(2);
  });

  it('is sealed under the key that its event was opened by, which goes, and not under a newer one', async () => {
    const { ada } = people;
    await converse(hook.appId, 1, [ada]);
    await bench.db.app(hook.appId).transaction((tx) => bench.keyring.renew(tx, { tenant: hook.appId, subject: `user:${ada}` }));
    // The newer one is what the worker remembers by now.
    await bench.keyring.seal(bench.db.app(hook.appId), { tenant: hook.appId, subject: `user:${ada}` }, []);
    bench.worker();
    await bench.attempts(5);
    const [row] = await bench.database.query<{ id: string; sealed_answer: Buffer }>('select id, sealed_answer from webhook_attempts order by id desc limit 1');
    const [name] = await bench.database.query<{ sealed_name: Buffer }>('select sealed_name from users where id = $1', [ada]);
    expect(row?.sealed_answer.subarray(1, 33)).toEqual(name?.sealed_name.subarray(1, 33));
  });

  it('that a version before sealed under the first key alone is read on, and goes with any user of the app: whom it quotes is not known', async () => {
    const { bobs } = conversations;
    const [row] = await bench.database.query<{ id: string }>('select id from webhook_attempts where subject = $1', [`conversation:${bobs}`]);
    const [cell] = await bench.keyring.seal(bench.db.app(hook.appId), { tenant: hook.appId, subject: `conversation:${bobs}` }, [
      { place: { table: 'webhook_attempts', row: row!.id, column: 'sealed_answer' }, value: `in ${bobs}: Bob` },
    ]);
    await bench.database.query('update webhook_attempts set other_subjects = null, sealed_answer = $2 where id = $1', [row!.id, cell]);
    expect(await readable()).toEqual(['adas', 'all', 'bobs', 'nobody']);
    expect(await drop({ subjects: [`conversation:${conversations.nobody}`] })).toBe(1);
    expect(await readable()).toEqual(['adas', 'all', 'bobs']);
    expect(await drop({ subjects: ['user:another'] })).toBe(1);
    expect(await readable()).toEqual(['adas', 'all']);
  });

  it('is found by an index, as the first’s, the second’s or a later one’s: row-level security is no hindrance', async () => {
    await bench.database.query(
      `insert into webhook_attempts (id, app_id, webhook_id, event_id, type, subject, other_subjects, number, at, duration_ms, result, sealed_answer)
       select 'a' || n, $1, $2, 'e' || n, 't', 'conversation:' || n, array['user:' || n], 1, now(), 1, 'delivered', '\\x00' from generate_series(1, 5000) n`, [hook.appId, hook.id]);
    await bench.database.query('analyze webhook_attempts');
    const plan = await bench.db.app(hook.appId).query<{ 'QUERY PLAN': string }>(`explain ${DROP}`, [hook.appId, null, null, 100, [`user:${people.ada}`], true]);
    const lines = plan.map((row) => row['QUERY PLAN'].trim());
    const condition = (index: string) => lines[lines.findIndex((line) => line.includes(`using ${index} on`)) + 1];
    expect(['subject', 'second', 'many'].map((index) => condition(`webhook_attempts_${index}`))).toEqual([
      expect.stringMatching(/Index Cond: .*\(subject = ANY/), expect.stringMatching(/Index Cond: .*\(other_subjects\[1\] = ANY/), expect.stringMatching(/Index Cond: .*app_id/),
    ]);
  });
});
