import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@parley/kernel';
import { all, Harness } from './harness.js';

describe('conversations', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ processes: 2 });
  });
  afterAll(() => harness.close());
  const ctx = () => harness.context();
  const create = (input: Parameters<Harness['first']['creation']['create']>[1]) => harness.first.creation.create(ctx(), input);

  it('a personal conversation shows its details and emits conversation:create with its user', async () => {
    const userId = await harness.user({ externalId: 'creator', profile: { givenName: 'Ada' } });
    const conversation = await create({ type: 'personal', participants: [{ userExternalId: 'creator' }], displayName: 'Name', description: null, metadata: { lang: 'en' } });
    expect(conversation).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/), type: 'personal', metadata: { lang: 'en' }, isDefault: true, displayName: 'Name',
      lastUpdatedAt: conversation.createdAt, createdAt: expect.stringMatching(/Z$/),
    });
    expect((await harness.events('conversation:create')).at(-1)).toMatchObject({
      order_key: conversation.id,
      payload: {
        conversation: { id: conversation.id, type: 'personal', metadata: { lang: 'en' } }, creationReason: 'none', source: { type: 'api' },
        user: { id: userId, externalId: 'creator', profile: { givenName: 'Ada' } },
      },
    });
  });

  it('an sdkGroup emits conversation:create without a user, and needs no participant', async () => {
    const { id, isDefault } = await create({ type: 'sdkGroup' });
    expect(isDefault).toBe(false);
    expect((await harness.events('conversation:create')).at(-1)?.payload).toEqual({ conversation: { id, type: 'sdkGroup', metadata: {} }, creationReason: 'none', source: { type: 'api' } });
  });

  it('isDefault is true for the first personal conversation of a user only, also when 16 are created at once by two processes', async () => {
    const userId = await harness.user();
    await harness.group([userId]);
    const created = await Promise.all(Array.from({ length: 16 }, (_, nth) =>
      harness.process(nth).creation.create(ctx(), { type: 'personal', participants: [{ userId }] })));
    expect(created.filter(({ isDefault }) => isDefault)).toHaveLength(1);
    expect((await create({ type: 'personal', participants: [{ userId }] })).isDefault).toBe(false);
  });

  it('an unknown participant is user_not_found, one named twice is bad_request, and neither leaves a conversation', async () => {
    const userId = await harness.user({ externalId: 'named-twice' });
    const before = (await harness.events()).length;
    await expect(create({ type: 'personal', participants: [{ userId: newId() }] })).rejects.toMatchObject({ code: 'user_not_found' });
    await expect(create({ type: 'sdkGroup', participants: [{ userId, subscribeSDKClient: true }, { userExternalId: 'named-twice', subscribeSDKClient: true }] }))
      .rejects.toMatchObject({ code: 'bad_request', title: expect.stringContaining('participants[1]') });
    expect(await harness.events()).toHaveLength(before);
  });

  it('subscribeSDKClient makes one sdk client for a user without one, and clientAssociations shows it', async () => {
    const userId = await harness.user();
    const associations = async (id: string) => (await harness.first.participants.list(ctx(), { conversationId: id, page: all })).items[0]?.clientAssociations;
    const first = await create({ type: 'sdkGroup', participants: [{ userId, subscribeSDKClient: true }] });
    const second = await create({ type: 'sdkGroup', participants: [{ userId, subscribeSDKClient: true }] });
    const third = await create({ type: 'sdkGroup', participants: [{ userId, subscribeSDKClient: false }] });
    expect(await associations(first.id)).toEqual([{ type: 'sdk', clientId: expect.stringMatching(/^[0-9a-f]{24}$/) }]);
    expect(await associations(second.id)).toEqual(await associations(first.id));
    expect(await associations(third.id)).toEqual([]);
  });

  it('lists a user’s conversations in the order of their ids, page by page', async () => {
    const userId = await harness.user({ externalId: 'lister' });
    const ids = [];
    for (let nth = 0; nth < 5; nth++) ids.push(await harness.personal(userId));
    const { conversations } = harness.first;
    const first = await conversations.list(ctx(), { userExternalId: 'lister', page: { size: 3 } });
    const second = await conversations.list(ctx(), { userId, page: { size: 3, after: first.afterCursor } });
    expect([first.hasMore, second.hasMore]).toEqual([true, false]);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second.beforeCursor).toBe(ids[3]);
  });

  it('the list needs userId or userExternalId, not both, of a user that exists', async () => {
    const { conversations } = harness.first;
    await expect(conversations.list(ctx(), { page: all })).rejects.toMatchObject({ code: 'bad_request', title: expect.stringContaining('filter[userId]') });
    await expect(conversations.list(ctx(), { userId: newId(), userExternalId: 'x', page: all })).rejects.toMatchObject({ code: 'bad_request' });
    await expect(conversations.list(ctx(), { userExternalId: 'nobody', page: all })).rejects.toMatchObject({ code: 'user_not_found' });
  });

  it('an update merges; null clears a text; lastUpdatedAt stays', async () => {
    const { id, lastUpdatedAt } = await create({ type: 'sdkGroup', displayName: 'A', description: 'B', metadata: { a: 1, b: 2 } });
    const updated = await harness.first.conversations.update(ctx(), { conversationId: id, change: { displayName: null, iconUrl: 'https://example.org/i.png', metadata: { a: null } } });
    expect(updated).toMatchObject({ description: 'B', iconUrl: 'https://example.org/i.png', metadata: { b: 2 }, lastUpdatedAt });
    expect(updated).not.toHaveProperty('displayName');
  });

  it('a default conversation cannot be deleted; another one goes with its messages, which wait for their erasure, and emits conversation:remove', async () => {
    const userId = await harness.user();
    const [first, second] = [await harness.personal(userId), await harness.personal(userId)];
    await harness.say(second, 'hello');
    const { conversations, messages } = harness.first;
    await expect(conversations.delete(ctx(), first)).rejects.toMatchObject({ code: 'bad_request', title: `Conversation ${first} cannot be deleted because it is the default.` });
    await conversations.delete(ctx(), second);
    expect((await harness.events()).at(-1)).toMatchObject({ type: 'conversation:remove', order_key: second, payload: { conversation: { id: second, type: 'personal', metadata: {} } } });
    await expect(conversations.get(ctx(), second)).rejects.toMatchObject({ code: 'conversation_not_found' });
    await expect(messages.list(ctx(), { conversationId: second, page: all })).rejects.toMatchObject({ code: 'not_found' });
  });

  it.each(['x', '../..', '', 'F'.repeat(24), '0'.repeat(24), '\0'])('what names no conversation is conversation_not_found everywhere but in ListMessages (%#)', async (conversationId) => {
    const { conversations, messages, participants, activities } = harness.first;
    const notFound = { code: 'conversation_not_found', title: 'Conversation not found' };
    const author = { type: 'business' as const };
    await expect(conversations.get(ctx(), conversationId)).rejects.toMatchObject(notFound);
    await expect(conversations.update(ctx(), { conversationId, change: {} })).rejects.toMatchObject(notFound);
    await expect(conversations.delete(ctx(), conversationId)).rejects.toMatchObject(notFound);
    await expect(messages.list(ctx(), { conversationId, page: all })).rejects.toMatchObject({ code: 'not_found', title: 'Resource not found' });
    await expect(messages.deleteAll(ctx(), conversationId)).rejects.toMatchObject(notFound);
    await expect(messages.delete(ctx(), { conversationId, messageId: newId() })).rejects.toMatchObject(notFound);
    await expect(harness.say(conversationId, 'hello')).rejects.toMatchObject(notFound);
    await expect(participants.list(ctx(), { conversationId, page: all })).rejects.toMatchObject(notFound);
    await expect(participants.join(ctx(), { conversationId, participant: { userId: newId(), subscribeSDKClient: true } })).rejects.toMatchObject(notFound);
    await expect(participants.leave(ctx(), { conversationId, leaver: { userId: newId() } })).rejects.toMatchObject(notFound);
    for (const type of ['conversation:read', 'typing:start'] as const)
      await expect(activities.post(ctx(), { conversationId, activity: { author, type } })).rejects.toMatchObject(notFound);
  });
});

describe('an app without multiConvoEnabled', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ processes: 2, settings: {} });
  });
  afterAll(() => harness.close());

  it('a user is part of one conversation at most, also when eight are created at once', async () => {
    const userId = await harness.user();
    const made = await Promise.allSettled(Array.from({ length: 8 }, (_, nth) =>
      harness.process(nth).creation.create(harness.context(), { type: 'personal', participants: [{ userId }] })));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const group = await harness.group([]);
    await expect(harness.group([userId])).rejects.toMatchObject({ code: 'forbidden', title: expect.stringContaining('multiConvoEnabled') });
    await expect(harness.first.participants.join(harness.context(), { conversationId: group, participant: { userId, subscribeSDKClient: true } }))
      .rejects.toMatchObject({ code: 'forbidden' });
  });
});
