import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { appsWithRetention, expireMessages, type Expiry } from '@parley/conversations';
import { type AppId } from '@parley/kernel';
import { LegalHoldsService } from '@parley/legal-hold';
import { createApp, rowsTouched, whileLocked, withClient } from '@parley/testing';
import { LOCK_EXPIRED, LOOK_LATER } from '../src/retention/retention.queries.js';
import { all, Harness } from './harness.js';

const [MINUTE, HOUR] = [60, 3600];

let harness: Harness;
let holds: LegalHoldsService;
let ada: string;

beforeAll(async () => {
  harness = await Harness.start({ processes: 2 });
  holds = new LegalHoldsService(harness.first.db, harness.first.keyring);
  ada = await harness.user();
});
afterAll(() => harness.close());
beforeEach(async () => {
  await harness.test.query('truncate audit_entries cascade');
  await harness.test.query('delete from conversations');
  await keepFor(HOUR);
});

const query = <Row extends Record<string, unknown>>(sql: string, values: unknown[] = []) => harness.test.query<Row>(sql, values);
const keepFor = (seconds?: number) => query('update apps set settings = $2 where id = $1', [harness.appId, JSON.stringify({ multiConvoEnabled: true, conversationRetentionSeconds: seconds })]);
/** As if nobody had written for so many seconds. */
const age = (id: string, seconds: number) => query('update conversations set last_updated_at = now() - make_interval(secs => $2) where id = $1', [id, seconds]);
const quiet = async (seconds: number, texts = ['1', '2']): Promise<string> => {
  const id = await harness.group([ada]);
  for (const text of texts) await harness.say(id, text);
  await age(id, seconds);
  return id;
};
const texts = async (conversationId: string) =>
  (await harness.first.messages.list(harness.context(), { conversationId, page: all })).items.map((message) => (message.content as { text: string }).text);
const lastStep = () => expireMessages(harness.process(1).db, harness.appId);
/** Until there is no more, as the job does; answers how many messages went. */
async function expire(appId: AppId = harness.appId): Promise<number> {
  let messages = 0;
  let step: Expiry;
  do {
    step = await expireMessages(harness.process(1).db, appId);
    messages += step.messages;
  } while (step.more);
  return messages;
}
const entries = () => query<{ details: Record<string, unknown> }>(`select actor, app_id, target_id, details from audit_entries where actor = 'parley' order by id`);

describe('conversationRetentionSeconds: inactivity after which a conversation’s messages are deleted', () => {
  it('deletes the messages and their attachments, keeps the conversation, tells nobody and leaves one entry; others keep theirs', async () => {
    const [old, young, empty] = [await quiet(HOUR + 1), await quiet(HOUR - MINUTE), await quiet(HOUR + 1, [])];
    const [message] = (await harness.first.messages.list(harness.context(), { conversationId: old, page: all })).items;
    const attach = (id: string, messageId?: string) => query(
      `insert into attachments (app_id, id, object_name, sealed_details, is_public, for_message, conversation_id, message_id) values ($1, $2, $2, 'x', false, true, $3, $4)`,
      [harness.appId, id, old, messageId]);
    await attach('shown', message?.id);
    await attach('to be shown');
    const events = (await harness.events()).length;
    expect(await expire()).toBe(2);
    expect([await texts(old), await texts(young), await texts(empty)]).toEqual([[], ['1', '2'], []]);
    expect([await harness.unread(old), await harness.unread(young)]).toEqual([[0], [2]]);
    expect(await query('select object_name from attachment_removals')).toEqual([{ object_name: 'shown' }]);
    expect(await query('select id from attachments')).toEqual([{ id: 'to be shown' }]);
    expect(await harness.events()).toHaveLength(events);
    const entry = { actor: 'parley', app_id: harness.appId, target_id: harness.appId, details: { conversationRetentionSeconds: HOUR, conversationIds: [old], messages: 2 } };
    expect(await entries()).toEqual([entry]);
    expect(await expire()).toBe(0);
    await harness.say(old, '3');
    expect([await harness.unread(old), await expire(), await entries()]).toEqual([[1], 0, [entry]]);
    await age(old, HOUR + 1);
    await query('update conversations set retained_from = last_updated_at');
    expect(await expire()).toBe(1);
  });

  it('0, unset and a deleted app keep them', async () => {
    const id = await quiet(HOUR + 1);
    const other = await createApp(harness.test, { settings: { conversationRetentionSeconds: MINUTE } });
    expect((await appsWithRetention(harness.first.db)).toSorted()).toEqual([harness.appId, other.id].toSorted());
    for (const seconds of [0, undefined]) {
      await keepFor(seconds);
      expect([await appsWithRetention(harness.first.db), await expire(), await texts(id)]).toEqual([[other.id], 0, ['1', '2']]);
    }
    await query('update apps set deleted_at = now() where id = $1', [other.id]);
    expect([await appsWithRetention(harness.first.db), await expire(other.id)]).toEqual([[], 0]);
  });

  it('what is said last counts, whoever says it, and when the setting changes the new one counts at once', async () => {
    const id = await quiet(2 * HOUR);
    await harness.say(id, '3', ada);
    expect([await expire(), await texts(id)]).toEqual([0, ['1', '2', '3']]);
    await age(id, 10 * MINUTE);
    await query('update conversations set retained_from = last_updated_at');
    expect(await expire()).toBe(0);
    await keepFor(5 * MINUTE);
    expect([await expire(), await texts(id)]).toEqual([3, []]);
  });

  it('what waits for its erasure keeps them, so that the erasure can be cancelled', async () => {
    const id = await quiet(HOUR + 1);
    await harness.first.conversations.delete(harness.context(), id);
    expect([await expire(), await query('select from messages where conversation_id = $1', [id])]).toEqual([0, [{}, {}]]);
  });
});

describe('a post at the same instant', () => {
  it('that is under way keeps everything', async () => {
    const id = await quiet(HOUR + 1);
    await harness.first.db.app(harness.appId).transaction(async (tx) => {
      await harness.first.writer.write(harness.context(), { conversationId: id, body: { author: {}, content: { type: 'text', text: '3' }, source: { type: 'api' } } }, tx);
      expect(await expire()).toBe(0);
    });
    expect([await expire(), await texts(id)]).toEqual([0, ['1', '2', '3']]);
  });

  it('that comes while they are deleted waits, and is there afterwards, alone and unread', async () => {
    const id = await quiet(HOUR + 1);
    const [expired, said] = await withClient(harness.test.adminUrl, async (client) => {
      await client.query('begin; select from participants for update');
      const expiring = expire();
      await harness.waiting(1);
      const posting = harness.say(id, '3');
      await harness.waiting(2);
      await client.query('commit');
      return Promise.all([expiring, posting]);
    });
    expect([expired, await texts(id), await harness.unread(id)]).toEqual([2, ['3'], [1]]);
    expect((await harness.first.messages.list(harness.context(), { conversationId: id, page: all })).items[0]?.id).toBe(said);
  });

  it('many posts and many looks: every message that was acknowledged is there, or was old when it went', async () => {
    const ids = await Promise.all([1, 2, 3, 4].map(() => quiet(HOUR + 1)));
    const posted = ids.map(async (id, nth) => {
      for (let n = 0; n < 5; n += 1) await harness.say(id, `new ${n}`, undefined, harness.process(nth));
    });
    const looks = Array.from({ length: 5 }, () => expire());
    const gone = (await Promise.all(looks)).reduce((sum, count) => sum + count, 0);
    await Promise.all(posted);
    const left = await Promise.all(ids.map(texts));
    const fresh = ['new 0', 'new 1', 'new 2', 'new 3', 'new 4'];
    for (const each of left) expect([fresh, ['1', '2', ...fresh]]).toContainEqual(each);
    expect(gone).toBe(28 - left.flat().length);
  });
});

describe('a run that is broken off', () => {
  it('killed in the middle leaves every message; the next one deletes them, with one entry', async () => {
    const ids = [await quiet(HOUR + 1), await quiet(HOUR + 1)];
    await withClient(harness.test.adminUrl, async (client) => {
      await client.query('begin; select from participants for update');
      const killed = expect(lastStep()).rejects.toThrow();
      await harness.waiting(1);
      await query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
      await killed;
    });
    expect([await texts(ids[0]!), await texts(ids[1]!), await entries()]).toEqual([['1', '2'], ['1', '2'], []]);
    expect([await expire(), (await entries()).length]).toEqual([4, 1]);
  });

  it('without its entry in the audit log deletes nothing', async () => {
    const id = await quiet(HOUR + 1);
    await whileLocked(harness.test, 'audit_entries', () => expect(lastStep()).rejects.toMatchObject({ code: 'audit_unavailable' }));
    expect(await texts(id)).toEqual(['1', '2']);
  });

  it('takes about a thousand messages in a transaction', async () => {
    const ids = [await quiet(3 * HOUR, []), await quiet(2 * HOUR, []), await quiet(HOUR + 1, [])];
    for (const id of ids) {
      await query(`insert into messages (app_id, conversation_id, id, ordinal, received, author_type, sealed_body)
        select $1, $2, lpad(n::text, 24, '0'), n, now(), 'business', 'x' from generate_series(1, 600) n`, [harness.appId, id]);
      await query('update conversations set message_count = 600, retained_from = last_updated_at where id = $1', [id]);
    }
    expect(await expire()).toBe(1800);
    expect((await entries()).map(({ details }) => [details.conversationIds, details.messages])).toEqual([[ids.slice(0, 2), 1200], [ids.slice(2), 600]]);
  });
});

describe('a setting that changes between the look and the deletion', () => {
  it.each([['removed', {}], ['longer', { conversationRetentionSeconds: 2 * HOUR }]])('%s keeps them', async (_, settings) => {
    const id = await quiet(HOUR + 1);
    const expired = await withClient(harness.test.adminUrl, async (client) => {
      await client.query('begin');
      await client.query('update apps set settings = $2 where id = $1', [harness.appId, JSON.stringify(settings)]);
      const expiring = expire();
      await harness.waiting(1);
      await client.query('commit');
      return expiring;
    });
    expect([expired, await texts(id), await entries()]).toEqual([0, ['1', '2'], []]);
  });
});

describe('a legal hold', () => {
  it.each(['conversation', 'user'] as const)('on a %s leaves what it reaches alone, and nothing else; it is looked at again after ten minutes', async (type) => {
    const [bob, held, free] = [await harness.user(), await quiet(HOUR + 1), await quiet(HOUR + 1)];
    await harness.first.participants.join(harness.context(), { conversationId: held, participant: { userId: bob, subscribeSDKClient: false } });
    const { hold } = await holds.place(harness.context(), { target: { type, id: type === 'user' ? bob : held } });
    expect([await expire(), await texts(held), await texts(free)]).toEqual([2, ['1', '2'], []]);
    await holds.lift(harness.context(), hold.id);
    expect(await expire()).toBe(0);
    await query(`update conversations set retained_from = retained_from - interval '11 minutes'`);
    expect([await expire(), await texts(held)]).toEqual([2, []]);
  });

  it('on the app leaves all alone until it is lifted', async () => {
    const id = await quiet(HOUR + 1);
    const { hold } = await holds.place(harness.context(), { target: { type: 'app', id: harness.appId } });
    expect([await expire(), await texts(id), await entries()]).toEqual([0, ['1', '2'], []]);
    await holds.lift(harness.context(), hold.id);
    expect([await expire(), await texts(id)]).toEqual([2, []]);
  });
});

it('conversations that are in use are looked at once in the time of retention, and a look reads those that are due', async () => {
  const count = 2500;
  await query(
    `insert into conversations (app_id, id, type, last_updated_at, created_at, message_count) select $1, 'c' || n, 'personal', now(), now(), n % 2 from generate_series(1, $2::int) n`,
    [harness.appId, count]);
  const steps = [await lastStep(), await lastStep(), await lastStep()];
  expect(steps.map(({ more }) => more)).toEqual([true, true, false]);
  const id = await quiet(HOUR + 1);
  await harness.test.query('vacuum analyze conversations');
  const sql = harness.first.db.app(harness.appId);
  expect(await rowsTouched(sql, LOOK_LATER.text, [harness.appId, HOUR, 1000])).toBeLessThan(20);
  expect(await rowsTouched(sql, LOCK_EXPIRED.text, [harness.appId, HOUR])).toBeLessThan(20);
  expect([await expire(), await texts(id)]).toEqual([2, []]);
}, 60_000);
