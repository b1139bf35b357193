import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ChannelInbound, type ChannelIntegration } from '@parley/conversations';
import { asAppId, type Logger } from '@parley/kernel';
import { Database } from '@parley/persistence';
import { createApp, createKey, createUser } from '@parley/testing';
import { ChannelActivity } from '../src/activities/channel-activity.service.js';
import { call, type Answer, type Call } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';
import { startVendors, type Vendors } from './support/vendors.js';

const TELEGRAM = { type: 'telegram', token: '42:secret' } as const;
const WHATSAPP = { type: 'whatsapp', accountId: '1', phoneNumberId: '2', accessToken: 'token', appSecret: 'secret', verifyToken: 'verify' } as const;
const BUSINESS = { type: 'business' };

/** What a business does in a conversation, as vendors are told of it. */
describe('activities of the business on channels', () => {
  let vendors: Vendors;
  let api: RunningApi;
  let appId: string;
  let send: (path: string, options?: Call) => Promise<Answer>;
  beforeAll(async () => {
    vendors = await startVendors();
    api = await startApi(vendors.settings);
  });
  beforeEach(async () => {
    appId = (await createApp(api.database, { accountId: api.accountId })).id;
    const { basic } = await createKey(api.database, { accountId: api.accountId, appId });
    send = (path, options = {}) => call(`${api.url}/v2/apps/${appId}${path}`, { authorization: basic, ...options });
    vendors.telegram.calls.length = 0;
    vendors.whatsapp.marks.length = 0;
    vendors.telegram.revoked.clear();
  });
  afterAll(async () => {
    await api.close();
    vendors.close();
  });

  const connect = async (json: typeof TELEGRAM | typeof WHATSAPP): Promise<ChannelIntegration> => {
    const { integration } = (await send('/integrations', { json })).body as { integration: { id: string } };
    return { integrationId: integration.id, type: json.type };
  };
  /** Has somebody write on a channel, as a worker has it; answers his conversation. */
  const writes = async (channel: ChannelIntegration, from: string, externalId = `${from}/1`): Promise<string> => {
    const app = asAppId(appId);
    await api.app.get(Database).app(app).transaction((tx) => api.app.get(ChannelInbound).apply(tx, app, channel, {
      kind: 'message', person: { externalId: from }, at: Date.now(), externalId, content: { type: 'text', text: 'Hello' },
    }));
    const [{ id }] = (await api.database.query<{ id: string }>('select conversation_id as id from channel_messages where app_id = $1 order by message_id desc limit 1', [appId])) as [{ id: string }];
    return id;
  };
  /** Answers the statuses, once all that these lead to has ended. */
  const acts = async (conversationId: string, types: readonly string[], author: object = BUSINESS): Promise<number[]> => {
    const statuses: number[] = [];
    for (const type of types) statuses.push((await send(`/conversations/${conversationId}/activity`, { json: { author, type } })).status);
    await api.app.get(ChannelActivity).beforeApplicationShutdown();
    return statuses;
  };
  const typing = () => vendors.telegram.calls.filter(({ method }) => method === 'sendChatAction').map(({ body }) => body);

  it('that it types is shown on Telegram to whom it writes, once as long as that is seen, and nothing else is', async () => {
    const telegram = await connect(TELEGRAM);
    const [ada, bob] = [await writes(telegram, '7'), await writes(telegram, '8')];
    expect(await acts(ada, ['conversation:read', 'typing:stop', 'typing:start', 'typing:start'])).toEqual([200, 200, 200, 200]);
    expect(typing()).toEqual([{ chat_id: '7', action: 'typing' }]);
    await acts(bob, ['typing:start']);
    expect(typing()).toHaveLength(2);
  });

  it('that it has read is shown on WhatsApp of what the person said last, and that it types together with it', async () => {
    const whatsapp = await connect(WHATSAPP);
    const conversation = await writes(whatsapp, '+15550001234', 'wamid.1');
    await acts(conversation, ['conversation:read']);
    await writes(whatsapp, '+15550001234', 'wamid.2');
    await acts(conversation, ['conversation:read', 'typing:start']);
    const mark = { messaging_product: 'whatsapp', status: 'read' };
    expect(vendors.whatsapp.marks).toHaveLength(3);
    expect(vendors.whatsapp.marks).toEqual(expect.arrayContaining([
      { ...mark, message_id: 'wamid.1' }, { ...mark, message_id: 'wamid.2' }, { ...mark, message_id: 'wamid.2', typing_indicator: { type: 'text' } },
    ]));
  });

  it('nothing is shown to who has blocked the business', async () => {
    const conversation = await writes(await connect(TELEGRAM), '7');
    await api.database.query("update clients set status = 'blocked' where app_id = $1", [appId]);
    await acts(conversation, ['typing:start']);
    expect(typing()).toEqual([]);
  });

  it('nobody asks a vendor who refused the credentials, and whose refusal is nobody’s fault who acts', async () => {
    const telegram = await connect(TELEGRAM);
    const conversation = await writes(telegram, '7');
    vendors.telegram.revoked.add(TELEGRAM.token);
    expect(await acts(conversation, ['typing:start'])).toEqual([200]);
    vendors.telegram.revoked.clear();
    await api.database.query("update integrations set status = 'error' where app_id = $1", [appId]);
    await writes(telegram, '8').then((other) => acts(other, ['typing:start']));
    expect(typing()).toEqual([]);
  });

  it('a conversation that is on no channel, an unknown one and what a user does lead to nothing', async () => {
    const ada = (await createUser(api.database, appId)).id;
    const { conversation } = (await send('/conversations', { json: { type: 'personal', participants: [{ userId: ada }] } })).body as { conversation: { id: string } };
    expect(await acts(conversation.id, ['typing:start', 'conversation:read'])).toEqual([200, 200]);
    expect(await acts('f'.repeat(24), ['typing:start'])).toEqual([404]);
    const heard = await writes(await connect(WHATSAPP), '+15550001234', 'wamid.1');
    const [{ id }] = (await api.database.query<{ id: string }>('select user_id as id from clients where app_id = $1', [appId])) as [{ id: string }];
    expect(await acts(heard, ['conversation:read'], { type: 'user', userId: id })).toEqual([200]);
    expect([typing(), vendors.whatsapp.marks]).toEqual([[], []]);
  });

  it('what slow vendors keep is bounded, and a process that ends waits for it', async () => {
    let asked = 0;
    let answer: () => void = () => undefined;
    const hung = new Promise<undefined>((resolve) => (answer = () => resolve(undefined)));
    const activity = new ChannelActivity({ find: () => ((asked += 1), hung) } as never, {} as never, {} as Logger);
    for (let time = 0; time < 100; time += 1) activity.show({ appId } as never, 'c', { author: BUSINESS, type: 'typing:start' } as never);
    expect(asked).toBe(64);
    let ended = false;
    const ending = activity.beforeApplicationShutdown().then(() => (ended = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toBe(false);
    answer();
    await ending;
    activity.show({ appId } as never, 'c', { author: BUSINESS, type: 'typing:start' } as never);
    expect(asked).toBe(65);
  });
});
