import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@parley/kernel';
import { all, Harness } from './harness.js';

describe('unread counts', () => {
  let harness: Harness;
  let ada: string;
  let bob: string;
  beforeAll(async () => {
    harness = await Harness.start();
    [ada, bob] = [await harness.user(), await harness.user()];
  });
  afterAll(() => harness.close());
  const ctx = () => harness.context();
  const read = (conversationId: string, userId: string) =>
    harness.first.activities.post(ctx(), { conversationId, activity: { author: { type: 'user', userId }, type: 'conversation:read' } });

  it('messages of the business and of other participants count; an own post clears', async () => {
    const group = await harness.group([ada, bob]);
    await harness.say(group, '1');
    await harness.say(group, '2');
    expect(await harness.unread(group)).toEqual([2, 2]);
    await harness.say(group, '3', ada);
    expect(await harness.unread(group)).toEqual([0, 3]);
    await harness.say(group, '4', bob);
    expect(await harness.unread(group)).toEqual([1, 0]);
  });

  it('a user’s conversation:read sets 0 and lastRead, and emits conversation:read with the full user', async () => {
    const personal = await harness.personal(ada);
    await harness.say(personal, '1');
    await read(personal, ada);
    const [participant] = (await harness.first.participants.list(ctx(), { conversationId: personal, page: all })).items;
    expect(participant?.unreadCount).toBe(0);
    expect(participant?.lastRead).toMatch(/Z$/);
    expect((await harness.events()).at(-1)).toMatchObject({
      type: 'conversation:read', order_key: personal,
      payload: { conversation: { id: personal }, activity: { type: 'conversation:read', source: { type: 'api' }, author: { type: 'user', userId: ada, user: { id: ada, profile: {} } } } },
    });
  });

  it('the business’s conversation:read sets businessLastRead and tells nobody', async () => {
    const personal = await harness.personal(ada);
    const before = (await harness.events()).length;
    await harness.first.activities.post(ctx(), { conversationId: personal, activity: { author: { type: 'business' }, type: 'conversation:read' } });
    expect((await harness.first.conversations.get(ctx(), personal)).businessLastRead).toMatch(/Z$/);
    expect(await harness.events()).toHaveLength(before);
  });

  it('typing of the business emits conversation:typing and changes nothing', async () => {
    const personal = await harness.personal(ada);
    await harness.first.activities.post(ctx(), { conversationId: personal, activity: { author: { type: 'business' }, type: 'typing:start' } });
    expect((await harness.events()).at(-1)).toMatchObject({
      type: 'conversation:typing', payload: { conversation: { id: personal }, activity: { type: 'typing:start', author: { type: 'business' }, source: { type: 'api' } } },
    });
    expect(await harness.unread(personal)).toEqual([0]);
  });

  it('reading by an unknown user is user_not_found, by one who takes no part not_found', async () => {
    const personal = await harness.personal(ada);
    await expect(read(personal, newId())).rejects.toMatchObject({ code: 'user_not_found' });
    await expect(read(personal, bob)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('deleting messages lowers the count by each unread one, in any order, and by no read one', async () => {
    const personal = await harness.personal(ada);
    const ids: string[] = [];
    for (const word of ['1', '2']) ids.push(await harness.say(personal, word));
    await read(personal, ada);
    for (const word of ['3', '4', '5']) ids.push(await harness.say(personal, word));
    const unreadAfterDeleting = async (nth: number) => {
      await harness.first.messages.delete(ctx(), { conversationId: personal, messageId: ids[nth] ?? '' });
      return harness.unread(personal);
    };
    expect(await harness.unread(personal)).toEqual([3]);
    expect(await unreadAfterDeleting(3)).toEqual([2]);
    expect(await unreadAfterDeleting(2)).toEqual([1]);
    expect(await unreadAfterDeleting(0)).toEqual([1]);
    await harness.say(personal, '6');
    expect(await harness.unread(personal)).toEqual([2]);
    await harness.first.messages.deleteAll(ctx(), personal);
    expect(await harness.unread(personal)).toEqual([0]);
    await harness.say(personal, '7');
    expect(await harness.unread(personal)).toEqual([1]);
  });

  it('what was said before somebody joined is not unread to him', async () => {
    const group = await harness.group([ada]);
    await harness.say(group, '1');
    const joined = await harness.first.participants.join(ctx(), { conversationId: group, participant: { userId: bob, subscribeSDKClient: false } });
    expect(joined.unreadCount).toBe(0);
    expect(await harness.unread(group)).toEqual([1, 0]);
  });
});
