import { UNKNOWN, type Cases } from '../ask.js';
import type { World } from '../world.js';

const at = (conversationId: string) => ({ conversationId });
const joins = (user: object) => ({ ...user, subscribeSDKClient: false });
const users = (w: World, count: number) => Promise.all(Array.from({ length: count }, () => w.user()));

export const participants: Cases = {
  JoinConversation: [
    [201, 'a user is named by id', async (w) => ({ path: at((await w.conversation([])).id), json: joins({ userId: (await w.user()).id }) })],
    [201, 'a user is named by external id', async (w) => ({ path: at((await w.conversation([])).id), json: joins({ userExternalId: (await w.user()).externalId }) })],
    [400, 'ten take part already', async (w) => ({ path: at((await w.conversation(await users(w, 10))).id), json: joins({ userId: (await w.user()).id }) })],
    [403, 'it is the second of a user, which the app does not allow', async (w) => {
      const single = await w.another({});
      const user = await single.user();
      await single.conversation([user]);
      return { in: single, path: at((await single.conversation([])).id), json: joins({ userId: user.id }) };
    }],
    [404, 'there is no such conversation', () => ({ path: at(UNKNOWN), json: joins({ userId: UNKNOWN }) })],
  ],
  ListParticipants: [
    [200, 'there are some, from a cursor on', async (w) => {
      const group = await w.conversation(await users(w, 2));
      const { participants: [first] } = await w.send<{ participants: { id: string }[] }>(`/conversations/${group.id}/participants`, undefined, 'GET');
      return { path: at(group.id), query: { page: { size: 1, after: first?.id ?? '' } } };
    }],
    [400, 'the cursor is none', async (w) => ({ path: at((await w.conversation([])).id), query: { page: { after: 'x' } } })],
    [404, 'there is no such conversation', () => ({ path: at(UNKNOWN) })],
  ],
  LeaveConversation: [
    [200, 'a user is named by id', async (w) => {
      const user = await w.user();
      return { path: at((await w.conversation([user], 'sdkGroup')).id), json: { userId: user.id } };
    }],
    [200, 'a user is named by external id', async (w) => {
      const user = await w.user();
      return { path: at((await w.conversation([user], 'sdkGroup')).id), json: { userExternalId: user.externalId } };
    }],
    [200, 'a participant is named', async (w) => {
      const group = await w.conversation([await w.user()], 'sdkGroup');
      const { participants: [first] } = await w.send<{ participants: { id: string }[] }>(`/conversations/${group.id}/participants`, undefined, 'GET');
      return { path: at(group.id), json: { participantId: first?.id } };
    }],
    [400, 'nobody is named', async (w) => ({ path: at((await w.conversation([])).id), json: {} })],
    [404, 'the user takes no part', async (w) => ({ path: at((await w.conversation([])).id), json: { userExternalId: (await w.user()).externalId } })],
  ],
};
