import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { newId } from '@parley/kernel';
import { createApp, createConversation, createTestDatabase, createUser, eventually, lockWaits, withClient, type TestDatabase } from '@parley/testing';
import { startWorker, type WorkerProcess } from './support/worker-process.js';

const HOUR = 3600;
/** Two of them are more than one transaction takes on. */
const MANY = 600;

let database: TestDatabase;
let appId: string;
const workers: WorkerProcess[] = [];
beforeEach(async () => {
  database = await createTestDatabase();
  appId = (await createApp(database, { settings: { conversationRetentionSeconds: HOUR } })).id;
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.end('SIGKILL')));
  await database.close();
});

/** Starts a worker and has it do at once what it would begin at the next full minute, by the same key. */
async function work(): Promise<WorkerProcess> {
  const worker = await startWorker(database.url);
  workers.push(worker);
  await database.query("select graphile_worker.add_job('expire-messages', '{}', job_key := 'expire-messages')");
  return worker;
}

/** A conversation in which nobody has written for so long. */
async function quiet(seconds: number, messages: number): Promise<string> {
  const { id: userId } = await createUser(database, appId);
  const { id } = await createConversation(database, appId, { userIds: [userId] });
  await database.query(
    `insert into messages (app_id, conversation_id, id, ordinal, received, author_type, sealed_body)
     select $1, $2, lpad(n::text, 24, '0'), n, now(), 'business', 'x' from generate_series(1, $3::int) n`, [appId, id, messages]);
  await database.query(
    `update conversations set message_count = $3::int, message_total = $3::int, last_updated_at = now() - make_interval(secs => $4), retained_from = now() - make_interval(secs => $4)
     where app_id = $1 and id = $2`, [appId, id, messages, seconds]);
  return id;
}

const hold = (conversationId: string) => database.query(
  "insert into legal_holds (app_id, id, target_type, target_id, created_by) values ($1, $2, 'conversation', $3, 'act_test')", [appId, newId(), conversationId]);

/** Of each conversation, how many messages there are; what it says of itself, where that differs. */
const kept = async (ids: readonly string[]): Promise<unknown[]> =>
  (await database.query<{ there: number; counted: number }>(
    `select c.message_count as counted, (select count(*)::int from messages m where m.app_id = c.app_id and m.conversation_id = c.id) as there
     from conversations c where c.id = any($1) order by array_position($1, c.id)`, [ids])).map(({ there, counted }) => (there === counted ? there : { there, counted }));
const entries = async () => (await database.query<{ details: { conversationIds: string[]; messages: number } }>(
  `select details from audit_entries where app_id = $1 and action = 'app:expireMessages' order by id`, [appId])).map(({ details: { conversationIds, messages } }) => [conversationIds.toSorted(), messages]);

it('conversationRetentionSeconds: a worker killed by kill -9 leaves whole what it had begun, and another one ends it, with one entry for each transaction and no hold passed over', async () => {
  const [first, held, second, third, fourth] = [await quiet(6 * HOUR, MANY), await quiet(5 * HOUR, 2), await quiet(4 * HOUR, MANY), await quiet(3 * HOUR, MANY), await quiet(2 * HOUR, MANY)];
  const all = [first, held, second, third, fourth];
  const young = await quiet(HOUR / 2, 2);
  await hold(held);
  const done = [[first, second].toSorted(), 2 * MANY];

  await withClient(database.adminUrl, async (client) => {
    // The second transaction deletes messages of the third and the fourth, and comes no further than here.
    await client.query('begin');
    await client.query('select from participants where conversation_id = $1 for update', [fourth]);
    const killed = await work();
    await lockWaits(database, 1);
    expect(await killed.end('SIGKILL')).toBe('SIGKILL');
    expect([await kept(all), await entries()]).toEqual([[0, 2, 0, MANY, MANY], [done]]);
    await client.query('commit');
  });
  await hold(fourth);
  await work();
  await eventually('the third expires', async () => (await entries()).length > 1, 60);
  await eventually('nothing more is to be done', async () => (await database.query("select from graphile_worker.jobs where key = 'expire-messages'")).length === 0, 60);
  expect([await kept([...all, young]), await entries()]).toEqual([[0, 2, 0, 0, MANY, 2], [done, [[third], MANY]]]);
}, 120_000);
