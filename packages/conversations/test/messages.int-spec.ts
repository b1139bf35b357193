import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@parley/kernel';
import { createIntegration } from '@parley/testing';
import { all, Harness } from './harness.js';

describe('messages', () => {
  let harness: Harness;
  let userId: string;
  let conversationId: string;
  beforeAll(async () => {
    harness = await Harness.start();
    userId = await harness.user({ externalId: 'ada', profile: { givenName: 'Ada', surname: 'Lovelace' } });
    conversationId = await harness.personal(userId);
  });
  afterAll(() => harness.close());
  const ctx = () => harness.context();
  const post = (message: Parameters<Harness['first']['messages']['post']>[1]['message'], id = conversationId) =>
    harness.first.messages.post(ctx(), { conversationId: id, message });
  const text = { type: 'text' as const, text: 'Hello' };

  it('a business message is answered, listed and sent as it was said, with source api', async () => {
    const [message] = await post({ author: { type: 'business', displayName: 'Sam', subtypes: ['AI'] }, content: text, metadata: { a: 1 } });
    const shown = { id: message?.id, received: message?.received, author: { type: 'business', displayName: 'Sam', subtypes: ['AI'] }, content: text, source: { type: 'api' }, metadata: { a: 1 } };
    expect(JSON.parse(JSON.stringify(message))).toEqual(shown);
    const list = await harness.first.messages.list(ctx(), { conversationId, page: all });
    expect(list.items.at(-1)).toEqual(shown);
    expect((await harness.events()).at(-1)).toEqual({
      type: 'conversation:message', order_key: conversationId,
      payload: { conversation: { id: conversationId, type: 'personal', metadata: {} }, message: shown },
    });
  });

  it('a user message is shown with his name by default, and its event carries the full user', async () => {
    const [message] = await post({ author: { type: 'user', userExternalId: 'ada' }, content: text });
    expect(message?.author).toEqual({ type: 'user', userId, displayName: 'Ada Lovelace' });
    expect((await harness.events()).at(-1)?.payload).toMatchObject({
      message: { author: { type: 'user', userId, displayName: 'Ada Lovelace', user: { id: userId, externalId: 'ada', profile: { givenName: 'Ada' } } } },
    });
    const [named] = await post({ author: { type: 'user', userId, displayName: 'A.' }, content: text });
    expect(named?.author?.displayName).toBe('A.');
  });

  it('an unknown author is user_not_found, one who takes no part is not_found, and nothing is posted', async () => {
    const stranger = await harness.user();
    const before = (await harness.events()).length;
    await expect(harness.say(conversationId, 'x', newId())).rejects.toMatchObject({ code: 'user_not_found' });
    await expect(harness.say(conversationId, 'x', stranger)).rejects.toMatchObject({ code: 'not_found', title: 'User is not a member of the conversation' });
    expect(await harness.events()).toHaveLength(before);
  });

  it('lastUpdatedAt is when the last message was received', async () => {
    const [message] = await post({ author: { type: 'business' }, content: text });
    expect((await harness.first.conversations.get(ctx(), conversationId)).lastUpdatedAt).toBe(message?.received);
  });

  it('at 30,000 messages posting is locked until all are deleted', async () => {
    const full = await harness.personal(await harness.user());
    await harness.test.query('update conversations set message_count = 29999 where id = $1', [full]);
    await harness.say(full, 'the last');
    await expect(harness.say(full, 'too many')).rejects.toMatchObject({ code: 'locked', title: 'Message limit of 30000 per conversation reached.' });
    await harness.first.messages.deleteAll(ctx(), full);
    await harness.say(full, 'again');
    expect((await harness.first.messages.list(ctx(), { conversationId: full, page: all })).items).toHaveLength(1);
  });

  it('a destination of type none is a silent message; one without a client there is refused', async () => {
    const author = { type: 'business' as const };
    const integration = await createIntegration(harness.test, harness.appId);
    await expect(post({ author, content: text, destination: { integrationType: 'none' } })).resolves.toHaveLength(1);
    await expect(post({ author, content: text, destination: { integrationType: 'whatsapp' } })).rejects.toMatchObject({ code: 'bad_request' });
    await expect(post({ author, content: text, destination: { integrationId: newId() } })).rejects.toMatchObject({ code: 'integration_not_found' });
    await expect(post({ author, content: text, destination: { integrationId: integration.id } })).rejects.toMatchObject({ code: 'bad_request' });
    const group = await harness.group([]);
    await expect(post({ author, content: text, destination: { integrationType: 'none' } }, group)).rejects.toMatchObject({ code: 'bad_request' });
  });

  it('lists 100 a page whatever size is asked for, from the end, ascending', async () => {
    const long = await harness.personal(await harness.user());
    const ids = [];
    for (let nth = 0; nth < 130; nth++) ids.push(await harness.say(long, String(nth)));
    const list = (page: object) => harness.first.messages.list(ctx(), { conversationId: long, page: { size: 7, ...page } });
    const last = await list({});
    expect(last.items.map(({ id }) => id)).toEqual(ids.slice(30));
    expect(last).toMatchObject({ hasMore: true, beforeCursor: ids[30] });
    expect(last.afterCursor).toBeUndefined();
    const first = await list({ before: last.beforeCursor });
    expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 30));
    expect(first).toMatchObject({ hasMore: false, afterCursor: ids[29] });
  });

  it('deleting one message removes it without a placeholder; a second time is not_found', async () => {
    const id = await harness.say(conversationId, 'wrong');
    await harness.first.messages.delete(ctx(), { conversationId, messageId: id });
    expect((await harness.first.messages.list(ctx(), { conversationId, page: all })).items.map((message) => message.id)).not.toContain(id);
    for (const messageId of [id, newId(), 'x', '\0'])
      await expect(harness.first.messages.delete(ctx(), { conversationId, messageId })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('a message of another conversation is not deleted through this one', async () => {
    const other = await harness.personal(await harness.user());
    const messageId = await harness.say(other, 'mine');
    await expect(harness.first.messages.delete(ctx(), { conversationId, messageId })).rejects.toMatchObject({ code: 'not_found' });
    expect((await harness.first.messages.list(ctx(), { conversationId: other, page: all })).items).toHaveLength(1);
  });
});
