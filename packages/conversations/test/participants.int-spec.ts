import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@parley/kernel';
import { all, Harness } from './harness.js';

describe('participants', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ processes: 2 });
  });
  afterAll(() => harness.close());
  const ctx = () => harness.context();
  const join = (conversationId: string, userId: string, process = harness.first) =>
    process.participants.join(ctx(), { conversationId, participant: { userId, subscribeSDKClient: true } });

  it('joining a group answers the participant and emits conversation:join with the full user', async () => {
    const [group, userId] = [await harness.group([]), await harness.user({ externalId: 'joiner' })];
    const participant = await join(group, userId);
    expect(participant).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/), userId, userExternalId: 'joiner', unreadCount: 0,
      clientAssociations: [{ type: 'sdk', clientId: expect.stringMatching(/^[0-9a-f]{24}$/) }],
    });
    expect((await harness.events()).at(-1)).toMatchObject({
      type: 'conversation:join', order_key: group, payload: { conversation: { id: group, type: 'sdkGroup' }, user: { id: userId, profile: {} } },
    });
  });

  it('nobody joins a personal conversation, nobody joins twice, an unknown user is user_not_found', async () => {
    const [userId, other] = [await harness.user(), await harness.user()];
    const [personal, group] = [await harness.personal(userId), await harness.group([userId])];
    await expect(join(personal, other)).rejects.toMatchObject({ code: 'bad_request' });
    await expect(join(group, userId)).rejects.toMatchObject({ code: 'bad_request' });
    await expect(join(group, newId())).rejects.toMatchObject({ code: 'user_not_found' });
  });

  it('a group has ten participants at most, also when fifteen join at once at two processes', async () => {
    const group = await harness.group([]);
    const userIds = await Promise.all(Array.from({ length: 15 }, () => harness.user()));
    const joined = await Promise.allSettled(userIds.map((userId, nth) => join(group, userId, harness.process(nth))));
    const refused = joined.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(5);
    for (const { reason } of refused as PromiseRejectedResult[]) expect(reason).toMatchObject({ code: 'bad_request', title: 'Too many participants' });
    expect((await harness.first.participants.list(ctx(), { conversationId: group, page: all })).items).toHaveLength(10);
    expect((await harness.events('conversation:join')).filter(({ order_key }) => order_key === group)).toHaveLength(10);
  });

  it('leaves by userId, userExternalId or participantId, and emits conversation:leave', async () => {
    const users = [await harness.user(), await harness.user({ externalId: 'leaver' }), await harness.user()];
    const group = await harness.group(users);
    const { participants } = harness.first;
    const last = (await participants.list(ctx(), { conversationId: group, page: all })).items.find(({ userId }) => userId === users[2]);
    await participants.leave(ctx(), { conversationId: group, leaver: { userId: users[0] } });
    await participants.leave(ctx(), { conversationId: group, leaver: { userExternalId: 'leaver' } });
    await participants.leave(ctx(), { conversationId: group, leaver: { participantId: last?.id } });
    const left = (await harness.events('conversation:leave')).filter(({ order_key }) => order_key === group);
    expect(left.map(({ payload }) => (payload as { user: { id: string } }).user.id)).toEqual(users);
    expect((await participants.list(ctx(), { conversationId: group, page: all })).items).toEqual([]);
  });

  it('who is not a member cannot leave: not_found', async () => {
    const [group, userId] = [await harness.group([]), await harness.user()];
    const leave = (leaver: object) => harness.first.participants.leave(ctx(), { conversationId: group, leaver });
    const notAMember = { code: 'not_found', title: 'User is not a member of the conversation' };
    await expect(leave({ userId })).rejects.toMatchObject(notAMember);
    await expect(leave({ participantId: newId() })).rejects.toMatchObject(notAMember);
    await expect(leave({ userId: newId() })).rejects.toMatchObject({ code: 'user_not_found' });
  });

  it('lists participants in the order of their ids, page by page', async () => {
    const group = await harness.group(await Promise.all(Array.from({ length: 5 }, () => harness.user())));
    const list = (page: { size: number; after?: string }) => harness.first.participants.list(ctx(), { conversationId: group, page });
    const first = await list({ size: 2 });
    const rest = await list({ size: 3, after: first.afterCursor });
    const ids = [...first.items, ...rest.items].map(({ id }) => id);
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(5);
  });
});
