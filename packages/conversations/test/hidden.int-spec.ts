import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Erasure, ErasureKind } from '@parley/erasure';
import { conversationErasures } from '@parley/conversations';
import { all, Harness } from './harness.js';

describe('what waits for its erasure', () => {
  let harness: Harness;
  let ada: string;
  let group: string;
  let personal: string;
  const ctx = () => harness.context();
  const get = (conversationId: string) => harness.first.conversations.get(ctx(), conversationId);
  const texts = async (conversationId: string) =>
    (await harness.first.messages.list(ctx(), { conversationId, page: all })).items.map(({ author, content }) => [author?.displayName, content && 'text' in content ? content.text : '']);
  const members = async (conversationId: string) => (await harness.first.participants.list(ctx(), { conversationId, page: all })).items.map(({ userId }) => userId);
  const erasure = async (targetId: string): Promise<Erasure> => {
    const [row] = await harness.test.query<Pick<Erasure, 'id' | 'kind' | 'subjects'>>('select id, kind, subjects from erasures where target_id = $1 order by id desc limit 1', [targetId]);
    return { ...row, appId: harness.appId, targetId } as Erasure;
  };
  const target = (kind: ErasureKind) => {
    const found = conversationErasures(harness.first.keyring).find((one) => one.kind === kind);
    if (!found) throw new Error(`Nobody erases ${kind}`);
    return found;
  };
  const reveal = async (targetId: string) => {
    const waiting = await erasure(targetId);
    await harness.first.db.app(harness.appId).transaction((tx) => target(waiting.kind).reveal(tx, waiting));
  };
  const purge = async (targetId: string, limit: number) => {
    const waiting = await erasure(targetId);
    const removed: number[] = [];
    do removed.push(await target(waiting.kind).purge(harness.first.db, waiting, limit)); while (removed.at(-1) === limit);
    return removed;
  };
  const rows = async (table: string) => Number((await harness.test.query<{ rows: string }>(`select count(*) as rows from ${table}`))[0]?.rows);

  beforeAll(async () => {
    harness = await Harness.start();
  });
  beforeEach(async () => {
    await harness.test.query('delete from conversations; delete from users; delete from erasures');
    ada = await harness.user({ externalId: 'ada', profile: { givenName: 'Ada' } });
    const bob = await harness.user({ profile: { givenName: 'Bob' } });
    group = await harness.group([ada, bob]);
    personal = await harness.personal(ada);
    await harness.say(group, 'from ada', ada);
    await harness.say(group, 'from bob', bob);
    await harness.say(personal, 'in private', ada);
  });
  afterAll(() => harness.close());

  it('a deleted conversation: nobody finds it or posts in it, its rows wait, and it can be brought back whole', async () => {
    await harness.first.conversations.delete(ctx(), group);
    await expect(get(group)).rejects.toMatchObject({ code: 'conversation_not_found' });
    await expect(harness.say(group, 'too late')).rejects.toMatchObject({ code: 'conversation_not_found' });
    await expect(harness.say(group, 'too late', ada)).rejects.toMatchObject({ code: 'conversation_not_found' });
    await expect(texts(group)).rejects.toMatchObject({ code: 'not_found' });
    expect((await harness.first.conversations.list(ctx(), { userId: ada, page: all })).items.map(({ id }) => id)).toEqual([personal]);
    expect(await rows('messages')).toBe(3);
    await reveal(group);
    expect(await texts(group)).toEqual([['Ada', 'from ada'], ['Bob', 'from bob']]);
    expect(await members(group)).toContain(ada);
  });

  it('a deleted conversation is removed in batches, and nothing else', async () => {
    await harness.first.conversations.delete(ctx(), group);
    expect(await purge(group, 1)).toEqual([1, 1, 1, 0]);
    expect(await rows('messages')).toBe(1);
    expect(await rows('conversations')).toBe(1);
    expect(await rows('participants')).toBe(1);
    await expect(reveal(group)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('a deleted user: his name is gone from groups, his external id is free, and he can be brought back with all that was his', async () => {
    await harness.first.removal.remove(ctx(), { userIdOrExternalId: 'ada' });
    for (const userIdOrExternalId of [ada, 'ada']) await expect(harness.first.users.get(ctx(), { userIdOrExternalId })).rejects.toMatchObject({ code: 'user_not_found' });
    await expect(get(personal)).rejects.toMatchObject({ code: 'conversation_not_found' });
    await expect(harness.say(group, 'too late', ada)).rejects.toMatchObject({ code: 'user_not_found' });
    expect(await texts(group)).toEqual([[undefined, 'from ada'], ['Bob', 'from bob']]);
    expect(await members(group)).not.toContain(ada);
    await reveal(ada);
    expect((await harness.first.users.get(ctx(), { userIdOrExternalId: 'ada' })).id).toBe(ada);
    expect(await texts(group)).toEqual([['Ada', 'from ada'], ['Bob', 'from bob']]);
    expect(await texts(personal)).toEqual([['Ada', 'in private']]);
    expect(await members(group)).toContain(ada);
  });

  it('a deleted user’s account on a channel is free, is his again when he is brought back, and stays another’s who has it by then', async () => {
    const clients = async (userId: string) => (await harness.first.clients.list(ctx(), { userIdOrExternalId: userId, page: all })).items.map(({ id }) => id);
    const { id, integrationId } = await harness.link(ada, personal, '+15550000001');
    const { id: lost } = await harness.link(ada, personal, '+15550000002', integrationId);
    await harness.first.removal.remove(ctx(), { userIdOrExternalId: ada });
    const eve = await harness.user({ externalId: 'eve' });
    const { id: taken } = await harness.link(eve, await harness.personal(eve), '+15550000002', integrationId);
    await reveal(ada);
    expect([await clients(ada), await clients(eve)]).toEqual([[id], [taken]]);
    expect((await harness.link(ada, personal, '+15550000001', integrationId)).id).toBe(id);
    expect(await harness.test.query('select from clients where id = $1', [lost])).toEqual([]);
  });

  it('a deleted user whose external id another has by now stays deleted', async () => {
    await harness.first.removal.remove(ctx(), { userIdOrExternalId: 'ada' });
    const second = await harness.user({ externalId: 'ada' });
    await expect(reveal(ada)).rejects.toMatchObject({ code: 'conflict' });
    expect((await harness.first.users.get(ctx(), { userIdOrExternalId: 'ada' })).id).toBe(second);
    expect(await purge(ada, 1)).toEqual([1, 1, 1, 0]);
    expect(await rows('messages')).toBe(2);
    expect(await rows('users')).toBe(2);
  });

  it('what was deleted twice comes back only with what is not deleted', async () => {
    await harness.first.conversations.delete(ctx(), group);
    await harness.first.removal.remove(ctx(), { userIdOrExternalId: ada });
    await reveal(group);
    expect(await members(group)).toHaveLength(1);
    await reveal(ada);
    expect(await members(group)).toContain(ada);
  });

  it('hides again what an older copy of the database shows', async () => {
    await harness.first.removal.remove(ctx(), { userIdOrExternalId: ada });
    const waiting = await erasure(ada);
    await reveal(ada);
    await harness.first.db.app(harness.appId).transaction((tx) => target('user').hideAgain(tx, waiting));
    await expect(harness.first.users.get(ctx(), { userIdOrExternalId: ada })).rejects.toMatchObject({ code: 'user_not_found' });
    await expect(get(personal)).rejects.toMatchObject({ code: 'conversation_not_found' });
    expect(await members(group)).not.toContain(ada);
  });
});
