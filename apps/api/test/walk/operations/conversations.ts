import { UNKNOWN, type Cases } from '../ask.js';
import type { User } from '../world.js';

const at = (conversationId: string) => ({ conversationId });
const apple = { interactiveDataRef: { url: 'https://example.org/x', bid: 'b', key: 'k', signature: 's', owner: 'o' } };
const personal = ({ id }: User) => ({ type: 'personal', participants: [{ userId: id }] });

export const conversations: Cases = {
  CreateConversation: [
    [201, 'a user is named by id', async (w) => ({ json: { ...personal(await w.user()), displayName: 'Order 7', description: 'About shoes', iconUrl: 'https://example.org/i.png', metadata: { order: 7 } } })],
    [201, 'users are named by id and by external id', async (w) => ({
      json: { type: 'sdkGroup', participants: [{ userExternalId: (await w.user()).externalId, subscribeSDKClient: true }, { userId: (await w.user()).id, subscribeSDKClient: false }] },
    })],
    [400, 'it has no type', () => ({ json: {} })],
    [403, 'it is the second of a user, which the app does not allow', async (w) => {
      const single = await w.another({});
      const user = await single.user();
      await single.conversation([user]);
      return { in: single, json: personal(user) };
    }],
    [404, 'there is no such app', () => ({ path: { appId: UNKNOWN }, json: { type: 'personal', participants: [{ userId: UNKNOWN }] } })],
    [409, 'one under the same Idempotency-Key is under way', async (w) => {
      const json = personal(await w.user());
      return { json, headers: await w.underWay('/conversations', json) };
    }],
    [422, 'the Idempotency-Key was used with another body', async (w) => ({ headers: await w.idempotently('/conversations', personal(await w.user())), json: personal(await w.user()) })],
  ],
  ListConversations: [
    [200, 'of a user by id, from a cursor on', async (w) => {
      const user = await w.user();
      const first = await w.conversation([user]);
      await w.conversation([user]);
      return { query: { filter: { userId: user.id }, page: { size: 1, after: first.id } } };
    }],
    [200, 'of a user by external id', async (w) => {
      const user = await w.user();
      await w.conversation([user]);
      return { query: { filter: { userExternalId: user.externalId } } };
    }],
    [400, 'the cursor is none', async (w) => ({ query: { filter: { userId: (await w.user()).id }, page: { before: 'x' } } })],
    [404, 'there is no such user', () => ({ query: { filter: { userId: UNKNOWN } } })],
  ],
  GetConversation: [
    [200, 'it is there', async (w) => ({ path: at((await w.conversation([await w.user()])).id) })],
    [404, 'there is no such conversation', () => ({ path: at(UNKNOWN) })],
  ],
  UpdateConversation: [
    [200, 'it is there', async (w) => ({ path: at((await w.conversation([await w.user()])).id), json: { displayName: 'Order 8', metadata: { order: 8 } } })],
    [400, 'the name is no text', async (w) => ({ path: at((await w.conversation([])).id), json: { displayName: 8 } })],
    [404, 'there is no such conversation', () => ({ path: at(UNKNOWN), json: { displayName: 'x' } })],
  ],
  DeleteConversation: [
    [200, 'it is not the default one', async (w) => ({ path: at((await w.conversation([])).id) })],
    [400, 'it is the default one', async (w) => ({ path: at((await w.conversation([await w.user()])).id) })],
    [404, 'there is no such conversation', () => ({ path: at(UNKNOWN) })],
    [409, 'it is under a legal hold', async (w) => {
      const held = await w.conversation([]);
      await w.hold('conversation', held.id);
      return { path: at(held.id) };
    }],
  ],
  DownloadMessageRef: [
    [400, 'no channel gives references', async (w) => {
      const user = await w.user();
      return { path: at((await w.conversation([user])).id), json: { userId: user.id, apple } };
    }],
    [404, 'there is no such conversation', () => ({ path: at(UNKNOWN), json: { userId: UNKNOWN, apple } })],
  ],
  PostConversionEvents: [
    [400, 'no channel takes them', async (w) => ({ path: at((await w.conversation([])).id), json: { whatsapp: { payload: { data: [{ event_name: 'Purchase' }] } } } })],
    [404, 'there is no such conversation', () => ({ path: at(UNKNOWN), json: { whatsapp: { payload: { data: [{ event_name: 'Purchase' }] } } } })],
  ],
};
