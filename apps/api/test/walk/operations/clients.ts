import { newId } from '@parley/kernel';
import { UNKNOWN, type Ask, type Cases } from '../ask.js';
import { TEXT, type Thing, type User, type World } from '../world.js';

const CHANNELS = {
  mailgun: { apiKey: null, domain: 'example.org', incomingAddress: 'shop@example.org' },
  messagebird: { accessKey: 'k', signingKey: 's', originator: '15550001234' },
  twilio: { accountSid: 'a', authToken: 't', phoneNumberSid: 'p' },
  whatsapp: {},
};
const PHONE = { phoneNumber: '+1 212-555-2368' };
const as = (userIdOrExternalId: string) => ({ userIdOrExternalId });

/** A link of a new user, unless one is given, by a new integration. */
async function link(w: World, type: keyof typeof CHANNELS = 'whatsapp', { criteria = PHONE, confirmation = { type: 'immediate' } }: { criteria?: object; confirmation?: object } = {}) {
  const user = await w.user();
  const conversation = await w.conversation([user]);
  const integration = await w.integration({ type, ...CHANNELS[type] });
  const json = { matchCriteria: { type, integrationId: integration.id, ...criteria }, confirmation, target: { conversationId: conversation.id } };
  return { user, json };
}

async function asking(w: World, ...how: Parameters<typeof link> extends [World, ...infer Rest] ? Rest : never): Promise<Ask> {
  const { user, json } = await link(w, ...how);
  return { path: as(user.externalId), json };
}

/** A link with a picture that somebody sends before. */
async function confirmed(w: World, author: (user: User) => object): Promise<Ask> {
  const { user, json } = await link(w);
  const message = { author: author(user), content: { type: 'image', mediaUrl: await w.attachment() } };
  return { path: as(user.id), json: { ...json, confirmation: { type: 'immediate', message } } };
}

/** A user with a client. */
async function linked(w: World): Promise<{ user: User; clientId: string }> {
  const { user, json } = await link(w);
  const { client } = await w.send<{ client: Thing }>(`/users/${user.id}/clients`, json);
  return { user, clientId: client.id };
}

/** As SDKs will make one. */
async function device(w: World): Promise<{ user: User; deviceId: string }> {
  const { user, clientId } = await linked(w);
  const deviceId = newId();
  await w.api.database.query(
    "insert into devices (app_id, id, user_id, client_id, integration_id, type, status, last_seen) values ($1, $2, $3, $4, $5, 'web', 'active', now())",
    [w.appId, deviceId, user.id, clientId, w.integrationId]);
  return { user, deviceId };
}

export const clients: Cases = {
  CreateClient: [
    [201, 'an e-mail address is given', (w) => asking(w, 'mailgun', { criteria: { address: 'steve@channel5.com', subject: 'Hello', primary: false } })],
    [201, 'a number at MessageBird is given', (w) => asking(w, 'messagebird')],
    [201, 'a number at Twilio is given', (w) => asking(w, 'twilio', { confirmation: { type: 'prompt' } })],
    [201, 'a number at WhatsApp is given', (w) => asking(w, 'whatsapp', { confirmation: { type: 'userActivity', message: TEXT } })],
    [201, 'a picture goes before', (w) => confirmed(w, () => ({ type: 'business' }))],
    [400, 'the number lacks its country', (w) => asking(w, 'whatsapp', { criteria: { phoneNumber: '212 555 2368' } })],
    [400, 'a user would say that it is confirmed', (w) => confirmed(w, ({ id }) => ({ type: 'user', userId: id }))],
    [400, 'a user who is named by external id would', (w) => confirmed(w, ({ externalId }) => ({ type: 'user', userExternalId: externalId }))],
    [404, 'there is no such user', async (w) => ({ ...(await asking(w)), path: as(UNKNOWN) })],
    [409, 'the account’s user is under a legal hold', async (w) => {
      const { user, json } = await link(w);
      await w.send(`/users/${user.id}/clients`, json);
      await w.hold('user', user.id);
      const taker = await w.user();
      return { path: as(taker.id), json: { ...json, target: { conversationId: (await w.conversation([taker])).id } } };
    }],
  ],
  ListClients: [
    [200, 'a page is asked for', async (w) => {
      const { user, clientId } = await linked(w);
      return { path: as(user.id), query: { page: { before: clientId, size: 1 } } };
    }],
    [400, 'two cursors are given', async (w) => ({ path: as((await w.user()).id), query: { page: { after: UNKNOWN, before: UNKNOWN } } })],
    [404, 'there is no such user', () => ({ path: as(UNKNOWN) })],
  ],
  RemoveClient: [
    [200, 'the user has it', async (w) => {
      const { user, clientId } = await linked(w);
      return { path: { ...as(user.externalId), clientId } };
    }],
    [400, 'it is of SDKs', async (w) => {
      const user = await w.user();
      await w.send('/conversations', { type: 'sdkGroup', participants: [{ userId: user.id, subscribeSDKClient: true }] });
      const { clients: [sdk] } = await w.send<{ clients: [Thing] }>(`/users/${user.id}/clients`, undefined, 'GET');
      return { path: { ...as(user.id), clientId: sdk.id } };
    }],
    [404, 'the user has no such client', async (w) => ({ path: { ...as((await w.user()).id), clientId: UNKNOWN } })],
    [409, 'the user is under a legal hold', async (w) => {
      const { user, clientId } = await linked(w);
      await w.hold('user', user.id);
      return { path: { ...as(user.id), clientId } };
    }],
  ],
  ListDevices: [
    [200, 'the user has one', async (w) => ({ path: as((await device(w)).user.externalId) })],
    [400, 'the brand is none', async (w) => ({ path: as((await w.user()).externalId), query: { brandId: 'x'.repeat(25) } })],
    [404, 'there is no such user', () => ({ path: as(UNKNOWN) })],
  ],
  GetDevice: [
    [200, 'the user has it', async (w) => {
      const { user, deviceId } = await device(w);
      return { path: { ...as(user.id), deviceId } };
    }],
    [400, 'the brand is none', async (w) => ({ path: { ...as((await w.user()).externalId), deviceId: UNKNOWN }, query: { brandId: 'x'.repeat(25) } })],
    [404, 'the user has no such device', async (w) => ({ path: { ...as((await w.user()).id), deviceId: UNKNOWN } })],
  ],
};
