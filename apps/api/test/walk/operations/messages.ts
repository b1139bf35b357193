import { UNKNOWN, type Cases } from '../ask.js';
import { TEXT, type World } from '../world.js';

const at = (conversationId: string) => ({ conversationId });
const personal = async (w: World) => w.conversation([await w.user()]);
const says = (author: object) => ({ author: { type: 'user', ...author }, content: { type: 'text', text: 'Hello' } });

async function held(w: World): Promise<{ conversationId: string; messageId: string }> {
  const conversation = await personal(w);
  const message = await w.message(conversation);
  await w.hold('conversation', conversation.id);
  return { conversationId: conversation.id, messageId: message.id };
}

export const messages: Cases = {
  PostMessage: [
    [201, 'the business writes, for one integration and with a picture', async (w) => ({
      path: at((await personal(w)).id),
      json: { ...TEXT, content: { type: 'image', mediaUrl: await w.attachment(), text: 'Look' }, destination: { integrationType: 'none' }, metadata: { order: 7 } },
    })],
    [201, 'a user who is named by id writes', async (w) => {
      const user = await w.user();
      return { path: at((await w.conversation([user])).id), json: says({ userId: user.id }) };
    }],
    [201, 'a user who is named by external id writes', async (w) => {
      const user = await w.user();
      return { path: at((await w.conversation([user])).id), json: says({ userExternalId: user.externalId }) };
    }],
    [400, 'the user has no client of the integration', async (w) => ({ path: at((await personal(w)).id), json: { ...TEXT, destination: { integrationId: w.integrationId } } })],
    [400, 'there is no author', async (w) => ({ path: at((await personal(w)).id), json: { content: TEXT.content } })],
    [404, 'there is no such conversation', () => ({ path: at(UNKNOWN), json: TEXT })],
    [404, 'there is no such integration', async (w) => ({ path: at((await personal(w)).id), json: { ...TEXT, destination: { integrationId: UNKNOWN } } })],
    [409, 'one under the same Idempotency-Key is under way', async (w) => {
      const { id } = await personal(w);
      return { path: at(id), json: TEXT, headers: await w.underWay(`/conversations/${id}/messages`, TEXT) };
    }],
    [422, 'the Idempotency-Key was used with another body', async (w) => {
      const { id } = await personal(w);
      return { path: at(id), json: { ...TEXT, metadata: { order: 7 } }, headers: await w.idempotently(`/conversations/${id}/messages`, TEXT) };
    }],
    [423, 'the conversation has 30,000', async (w) => {
      const { id } = await personal(w);
      await w.api.database.query('update conversations set message_count = 30000 where id = $1', [id]);
      return { path: at(id), json: TEXT };
    }],
  ],
  ListMessages: [
    [200, 'there are some, up to a cursor', async (w) => {
      const conversation = await personal(w);
      await w.message(conversation);
      return { path: at(conversation.id), query: { page: { before: (await w.message(conversation)).id } } };
    }],
    [400, 'the cursor is none', async (w) => ({ path: at((await personal(w)).id), query: { page: { before: 'x' } } })],
    [404, 'there is no such conversation', () => ({ path: at(UNKNOWN) })],
  ],
  DeleteAllMessages: [
    [200, 'there is one', async (w) => {
      const conversation = await personal(w);
      await w.message(conversation);
      return { path: at(conversation.id) };
    }],
    [404, 'there is no such conversation', () => ({ path: at(UNKNOWN) })],
    [409, 'the conversation is under a legal hold', async (w) => ({ path: at((await held(w)).conversationId) })],
  ],
  DeleteMessage: [
    [200, 'it is there', async (w) => {
      const conversation = await personal(w);
      return { path: { conversationId: conversation.id, messageId: (await w.message(conversation)).id } };
    }],
    [404, 'there is no such conversation', () => ({ path: { conversationId: UNKNOWN, messageId: UNKNOWN } })],
    [404, 'there is no such message', async (w) => ({ path: { conversationId: (await personal(w)).id, messageId: UNKNOWN } })],
    [409, 'the conversation is under a legal hold', async (w) => ({ path: await held(w) })],
  ],
  PostActivity: [
    [200, 'a user who is named by id has read', async (w) => {
      const user = await w.user();
      return { path: at((await w.conversation([user])).id), json: { author: { type: 'user', userId: user.id }, type: 'conversation:read' } };
    }],
    [200, 'a user who is named by external id has read', async (w) => {
      const user = await w.user();
      return { path: at((await w.conversation([user])).id), json: { author: { type: 'user', userExternalId: user.externalId }, type: 'conversation:read' } };
    }],
    [400, 'a user is said to type', async (w) => {
      const user = await w.user();
      return { path: at((await w.conversation([user])).id), json: { author: { type: 'user', userId: user.id }, type: 'typing:start' } };
    }],
    [404, 'there is no such conversation', () => ({ path: at(UNKNOWN), json: { author: { type: 'business' }, type: 'typing:start' } })],
  ],
};
