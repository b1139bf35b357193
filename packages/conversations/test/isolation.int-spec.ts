import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asAppId, newId, type AppId } from '@parley/kernel';
import { createApp } from '@parley/testing';
import { all, Harness } from './harness.js';

describe('another app', () => {
  let harness: Harness;
  let other: AppId;
  let userId: string;
  let conversationId: string;
  let messageId: string;
  let clientId: string;
  beforeAll(async () => {
    harness = await Harness.start();
    other = (await createApp(harness.test)).id;
    userId = await harness.user({ externalId: 'ada' });
    conversationId = await harness.personal(userId);
    messageId = await harness.say(conversationId, 'secret');
    const { id, integrationId } = await harness.link(userId, conversationId, '+12125552368');
    clientId = id;
    await harness.test.query("insert into user_addresses (app_id, user_id, type, value_index) values ($1, $2, 'email', 'x')", [harness.appId, userId]);
    await harness.test.query(
      "insert into devices (app_id, id, user_id, client_id, integration_id, type, status, last_seen) values ($1, $2, $3, $4, $5, 'web', 'active', now())",
      [harness.appId, newId(), userId, clientId, integrationId]);
  });
  afterAll(() => harness.close());

  it.each(['another app that exists', 'a forged app id'])('sees and changes nothing: %s', async (kind) => {
    const ctx = harness.context(kind === 'a forged app id' ? asAppId(newId()) : other);
    const { users, removal, clients, conversations, participants, messages, activities } = harness.first;
    const noUser = { code: 'user_not_found', title: 'User not found' };
    const noConversation = { code: 'conversation_not_found', title: 'Conversation not found' };
    for (const userIdOrExternalId of [userId, 'ada']) {
      await expect(users.get(ctx, { userIdOrExternalId })).rejects.toMatchObject(noUser);
      await expect(users.update(ctx, { userIdOrExternalId, change: {} })).rejects.toMatchObject(noUser);
      await expect(removal.remove(ctx, { userIdOrExternalId })).rejects.toMatchObject(noUser);
      await expect(clients.list(ctx, { userIdOrExternalId, page: all })).rejects.toMatchObject(noUser);
      await expect(clients.remove(ctx, { userIdOrExternalId, clientId })).rejects.toMatchObject(noUser);
    }
    await expect(conversations.list(ctx, { userId, page: all })).rejects.toMatchObject(noUser);
    await expect(conversations.get(ctx, conversationId)).rejects.toMatchObject(noConversation);
    await expect(conversations.delete(ctx, conversationId)).rejects.toMatchObject(noConversation);
    await expect(participants.list(ctx, { conversationId, page: all })).rejects.toMatchObject(noConversation);
    await expect(messages.list(ctx, { conversationId, page: all })).rejects.toMatchObject({ code: 'not_found', title: 'Resource not found' });
    await expect(messages.delete(ctx, { conversationId, messageId })).rejects.toMatchObject(noConversation);
    await expect(messages.deleteAll(ctx, conversationId)).rejects.toMatchObject(noConversation);
    await expect(messages.post(ctx, { conversationId, message: { author: { type: 'business' }, content: { type: 'text', text: 'x' } } })).rejects.toMatchObject(noConversation);
    await expect(activities.post(ctx, { conversationId, activity: { author: { type: 'business' }, type: 'typing:start' } })).rejects.toMatchObject(noConversation);
    expect(await harness.unread(conversationId)).toEqual([1]);
  });

  it.each(['users', 'user_addresses', 'clients', 'client_addresses', 'participant_clients', 'devices', 'conversations', 'participants', 'messages'])(
    'row-level security shows %s only to their app, even to a query that forgets the app',
    async (table) => {
      const { db } = harness.first;
      const rows = (sql: { query(text: string): Promise<unknown[]> }) => sql.query(`select 1 from ${table}`);
      expect(await rows(db.app(harness.appId))).not.toEqual([]);
      expect(await rows(db.app(other))).toEqual([]);
      expect(await rows(db.app(asAppId(newId())))).toEqual([]);
      expect(await rows(db.system())).toEqual([]);
    },
  );

  it('row-level security refuses to write into another app', async () => {
    await expect(harness.first.db.app(other).query(
      "insert into conversations (app_id, id, type, last_updated_at, created_at) values ($1, $2, 'sdkGroup', now(), now())", [harness.appId, newId()]))
      .rejects.toThrow(/row-level security/);
  });
});
