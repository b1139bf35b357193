import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { LegalHoldType } from '@parley/contracts';
import { asAppId, newId } from '@parley/kernel';
import { isHeld, LegalHoldsService } from '@parley/legal-hold';
import { createApp, whileLocked } from '@parley/testing';
import { Harness } from './harness.js';

/** What came of an attempt: `done`, or the code of why not. */
const outcome = (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (error: { code?: string; message: string }) => error.code ?? error.message);

let harness: Harness;
let holds: LegalHoldsService;

beforeAll(async () => {
  harness = await Harness.start({ processes: 2 });
  const { db, keyring } = harness.process(1);
  holds = new LegalHoldsService(db, keyring);
});
afterAll(() => harness.close());

const place = async (type: LegalHoldType, id: string): Promise<string> => (await holds.place(harness.context(), { target: { type, id } })).hold.id;
const lift = (id: string): Promise<void> => holds.lift(harness.context(), id);
const leave = (conversationId: string, userId: string) => harness.first.participants.leave(harness.context(), { conversationId, leaver: { userId } });
const deleteUser = (userIdOrExternalId: string) => harness.first.removal.remove(harness.context(), { userIdOrExternalId });
const deleteConversation = (id: string) => harness.first.conversations.delete(harness.context(), id);
const deleteMessages = (id: string) => harness.first.messages.deleteAll(harness.context(), id);
const deleteMessage = (conversationId: string, messageId: string) => harness.first.messages.delete(harness.context(), { conversationId, messageId });

/** Ada has a default conversation and a second one, and is in a group with Bob, where she said something. */
let ids: Record<'app' | 'ada' | 'bob' | 'default' | 'second' | 'group' | 'said', string>;
beforeEach(async () => {
  const [ada, bob] = [await harness.user(), await harness.user()];
  const [byDefault, second, group] = [await harness.personal(ada), await harness.personal(ada), await harness.group([ada, bob])];
  ids = { app: harness.appId, ada, bob, default: byDefault, second, group, said: await harness.say(group, 'Hello', ada) };
});

/** Every deletion of what they have, so that none takes from those behind it what they delete. */
const DELETIONS: Record<string, () => Promise<unknown>> = {
  'what Ada said': () => deleteMessage(ids.group, ids.said),
  'all of the group’s messages': () => deleteMessages(ids.group),
  'all of her default’s messages': () => deleteMessages(ids.default),
  'the second': () => deleteConversation(ids.second),
  'the group': () => deleteConversation(ids.group),
  Bob: () => deleteUser(ids.bob),
  Ada: () => deleteUser(ids.ada),
};
const OF_GROUP = ['what Ada said', 'all of the group’s messages', 'the group'];

async function refused(attempted = Object.keys(DELETIONS)): Promise<string[]> {
  const names: string[] = [];
  for (const name of attempted) {
    const came = await outcome(DELETIONS[name]!());
    if (came === 'legal_hold') names.push(name);
    else expect({ name, came }).toEqual({ name, came: 'done' });
  }
  return names;
}

describe('a legal hold', () => {
  it.each<[LegalHoldType, keyof typeof ids, string[]]>([
    ['app', 'app', Object.keys(DELETIONS)],
    ['user', 'ada', [...OF_GROUP, 'all of her default’s messages', 'the second', 'Ada']],
    ['user', 'bob', [...OF_GROUP, 'Bob']],
    ['conversation', 'group', [...OF_GROUP, 'Bob', 'Ada']],
    ['conversation', 'default', ['all of her default’s messages', 'Ada']],
    ['conversation', 'second', ['the second', 'Ada']],
  ])('on an %s (%s) refuses what it reaches and nothing else, until it is lifted', async (type, name, reached) => {
    const hold = await place(type, ids[name]);
    const names = await refused();
    expect(names.toSorted()).toEqual(reached.toSorted());
    await lift(hold);
    expect(await refused(names)).toEqual([]);
  });

  it('of several the last one counts', async () => {
    const first = await place('user', ids.ada);
    const { hold } = await holds.place(harness.context(), { target: { type: 'user', id: ids.ada }, reference: 'another matter' });
    await lift(first);
    expect(await outcome(deleteUser(ids.ada))).toBe('legal_hold');
    await lift(hold.id);
    expect(await outcome(deleteUser(ids.ada))).toBe('done');
  });

  it('leaves alone what no deletion is: posts, changes, and who leaves', async () => {
    const hold = await place('app', ids.app);
    await harness.say(ids.group, 'More', ids.bob);
    await harness.first.users.update(harness.context(), { userIdOrExternalId: ids.ada, change: { metadata: { a: 1 } } });
    expect(await outcome(leave(ids.group, ids.bob))).toBe('done');
    await lift(hold);
  });

  it('refuses with a title that says what is held, and undoes what was begun', async () => {
    const hold = await place('user', ids.ada);
    await expect(deleteUser(ids.ada)).rejects.toMatchObject({ code: 'legal_hold', title: 'A legal hold on a user forbids this deletion until it is lifted' });
    expect((await harness.events()).filter(({ type, order_key: key }) => type.endsWith(':remove') && [ids.ada, ids.default, ids.second].includes(key))).toEqual([]);
    await lift(hold);
  });
});

describe('what a hold reaches stays in its reach', () => {
  it('a conversation that a held user has left, though she never wrote in it', async () => {
    const told = await harness.group([ids.ada, ids.bob]);
    const hold = await place('user', ids.ada);
    await leave(told, ids.ada);
    expect([await outcome(deleteConversation(told)), await outcome(deleteMessages(told))]).toEqual(['legal_hold', 'legal_hold']);
    await lift(hold);
    expect(await outcome(deleteConversation(told))).toBe('done');
  });

  it('one that she wrote in and left before she was held', async () => {
    await leave(ids.group, ids.ada);
    const hold = await place('user', ids.ada);
    expect(await outcome(deleteMessage(ids.group, ids.said))).toBe('legal_hold');
    await lift(hold);
  });

  it('her default, which she has left', async () => {
    await leave(ids.default, ids.ada);
    const hold = await place('user', ids.ada);
    expect(await outcome(deleteMessages(ids.default))).toBe('legal_hold');
    await lift(hold);
  });

  it('who has left a held conversation, or had written in it and left before', async () => {
    await leave(ids.group, ids.ada);
    const hold = await place('conversation', ids.group);
    await leave(ids.group, ids.bob);
    expect([await outcome(deleteUser(ids.ada)), await outcome(deleteUser(ids.bob))]).toEqual(['legal_hold', 'legal_hold']);
    await lift(hold);
    expect([await outcome(deleteUser(ids.ada)), await outcome(deleteUser(ids.bob))]).toEqual(['done', 'done']);
  });
});

describe('what is hidden and waits for its erasure', () => {
  it('can be held, and is in the reach of holds: who took part in a hidden conversation, a conversation of a hidden user', async () => {
    await deleteConversation(ids.second);
    const hold = await place('conversation', ids.second);
    expect(await outcome(deleteUser(ids.ada))).toBe('legal_hold');
    await lift(hold);
    const silent = await harness.group([ids.bob, ids.ada]);
    await deleteUser(ids.bob);
    const onBob = await place('user', ids.bob);
    expect(await outcome(deleteMessages(silent))).toBe('legal_hold');
    await lift(onBob);
    expect(await outcome(deleteMessages(silent))).toBe('done');
  });

  it('stays hidden from the transaction that asked', async () => {
    await deleteConversation(ids.second);
    const { db } = harness.first;
    const seen = (tx: { query(text: string, values: unknown[]): Promise<unknown[]> }) => tx.query('select from conversations where app_id = $1 and id = $2', [ids.app, ids.second]);
    await db.app(harness.appId).transaction(async (tx) => {
      expect(await isHeld(tx, harness.appId, [{ type: 'conversation', id: ids.second }])).toBe(false);
      expect(await seen(tx)).toEqual([]);
    });
  });
});

describe('a hold and a deletion at the same instant', () => {
  /** Starts both while nobody may write to a table: the first gets as far as there, the second as far as the first lets it. */
  async function together(table: string, first: () => Promise<unknown>, second: () => Promise<unknown>): Promise<string[]> {
    const begun: Promise<string>[] = [];
    await whileLocked(harness.test, table, async () => {
      begun.push(outcome(first()));
      await harness.waiting(1);
      begun.push(outcome(second()));
      await harness.waiting(2);
    });
    return Promise.all(begun);
  }
  const pairs: [LegalHoldType, keyof typeof ids, string, string, () => Promise<unknown>][] = [
    ['user', 'ada', 'the user', 'outbox_events', () => deleteUser(ids.ada)],
    ['user', 'bob', 'a conversation of his', 'outbox_events', () => deleteConversation(ids.group)],
    ['conversation', 'group', 'the conversation', 'outbox_events', () => deleteConversation(ids.group)],
    ['conversation', 'group', 'its messages', 'messages', () => deleteMessages(ids.group)],
    ['conversation', 'group', 'one of them', 'messages', () => deleteMessage(ids.group, ids.said)],
    ['app', 'app', 'a user of it', 'outbox_events', () => deleteUser(ids.ada)],
  ];

  it.each(pairs)('on %s %s, the hold first: the deletion of %s is refused', async (type, name, _what, _table, attempt) => {
    let hold = '';
    const came = await together('legal_holds', async () => (hold = await place(type, ids[name])), attempt);
    expect(came).toEqual(['done', 'legal_hold']);
    await lift(hold);
  });

  it.each(pairs)('on %s %s, the deletion of %s first: the hold waits, and is on what is left or waits for its erasure', async (type, name, _what, table, attempt) => {
    expect(await together(table, attempt, () => place(type, ids[name]))).toEqual(['done', 'done']);
    for (const { id } of (await holds.list(harness.context(), { state: 'active' }, { size: 100 })).items) await lift(id);
  });
});

describe('the tables of legal holds', () => {
  it('show an app its own rows; to the system holds alone, which it cannot write', async () => {
    const hold = await place('conversation', ids.group);
    const { db } = harness.first;
    const [other, forged] = [(await createApp(harness.test)).id, asAppId(newId())];
    for (const table of ['legal_holds', 'legal_hold_reach']) {
      const rows = (sql: { query(text: string): Promise<unknown[]> }) => sql.query(`select from ${table}`).then(({ length }) => length > 0);
      expect([table, await rows(db.app(harness.appId)), await rows(db.app(other)), await rows(db.app(forged)), await rows(db.system())])
        .toEqual([table, true, false, false, table === 'legal_holds']);
    }
    const insert = 'insert into legal_holds (app_id, id, target_type, target_id, created_by) values ($1, $2, $3, $1, $4)';
    for (const scope of [db.app(other), db.system()]) await expect(scope.query(insert, [harness.appId, newId(), 'app', 'x'])).rejects.toThrow(/row-level security/);
    expect(await db.system().query('update legal_holds set lifted_at = now() returning id')).toEqual([]);
    expect(await db.app(other).query('delete from legal_holds returning id')).toEqual([]);
    await expect(holds.get(harness.context(other), hold)).rejects.toMatchObject({ code: 'not_found' });
    await expect(holds.lift(harness.context(other), hold)).rejects.toMatchObject({ code: 'not_found' });
    await lift(hold);
  });
});
