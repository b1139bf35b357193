import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ChannelPerson, InboundEvent, InboundThread, Message } from '@parley/contracts';
import { AccountTaken, type ChannelIntegration } from '@parley/conversations';
import { newId } from '@parley/kernel';
import { all, Harness, type Process } from './harness.js';
import { Board } from './switchboard-setup.js';

const AT = Date.parse('2026-01-02T03:04:05.678Z');

/** What happens on a channel, in a database of the spec's own. */
describe('what a channel tells', () => {
  let harness: Harness;
  let channel: ChannelIntegration;
  let person: ChannelPerson;
  let seen: number;
  beforeAll(async () => void (harness = await Harness.start({ processes: 2 })));
  afterAll(() => harness.close());
  beforeEach(async () => {
    channel = { integrationId: newId(), type: 'telegram' };
    await harness.test.query("insert into integrations (app_id, id, type, status) values ($1, $2, 'telegram', 'active')", [harness.appId, channel.integrationId]);
    person = { externalId: newId(), displayName: 'Ada on Telegram', profile: { givenName: 'Ada', surname: 'Byron' } };
    seen = (await harness.events()).length;
  });

  const apply = (event: InboundEvent, process: Process = harness.first) =>
    process.db.app(harness.appId).transaction((tx) => process.inbound.apply(tx, harness.appId, channel, event));
  const text = (words: string, at = AT): InboundEvent => ({ kind: 'message', person, at, externalId: `m-${words}`, content: { type: 'text', text: words } });
  const events = async () => (await harness.events()).slice(seen);
  const settings = (given: object) => harness.test.query('update apps set settings = settings || $2 where id = $1', [harness.appId, given]);
  const userOf = async (): Promise<string> => {
    const event = (await events()).find(({ type }) => type === 'conversation:create');
    return (event?.payload as { user: { id: string } }).user.id;
  };
  const conversationOf = async (): Promise<string> => (await events()).find(({ type }) => type === 'conversation:create')?.order_key ?? '';

  it('the first message of somebody new makes a user with a client and his default conversation, and then the message', async () => {
    await apply(text('Hello'));
    const [create, message, ...more] = await events();
    expect(more).toEqual([]);
    const source = { type: 'telegram', integrationId: channel.integrationId, originalMessageTimestamp: '2026-01-02T03:04:05.678Z' };
    expect(create).toMatchObject({ type: 'conversation:create', payload: { creationReason: 'message', source, user: { profile: { givenName: 'Ada' } } } });
    const [userId, conversationId] = [await userOf(), await conversationOf()];
    const [client] = (await harness.first.clients.list(harness.context(), { userIdOrExternalId: userId, page: all })).items;
    expect(client).toMatchObject({ type: 'telegram', status: 'active', integrationId: channel.integrationId, externalId: person.externalId, displayName: 'Ada on Telegram', lastSeen: '2026-01-02T03:04:05.678Z' });
    expect(message).toMatchObject({
      type: 'conversation:message', order_key: conversationId,
      payload: { message: { content: { type: 'text', text: 'Hello' }, author: { type: 'user', userId, displayName: 'Ada Byron' }, source: { ...source, originalMessageId: 'm-Hello', client } } },
    });
    const [participant] = (await harness.first.participants.list(harness.context(), { conversationId, page: all })).items;
    expect(participant).toMatchObject({ userId, clientAssociations: [{ type: 'telegram', clientId: client?.id }] });
    expect(await harness.first.conversations.get(harness.context(), conversationId)).toMatchObject({ isDefault: true, type: 'personal' });
  });

  it('the next messages of the same account go to the same user, in the conversation in which the client was used last', async () => {
    await apply(text('1'));
    const [userId, first] = [await userOf(), await conversationOf()];
    const second = await harness.personal(userId);
    await apply(text('2'));
    const [client] = (await harness.first.clients.list(harness.context(), { userIdOrExternalId: userId, page: all })).items;
    const [participant] = (await harness.first.participants.list(harness.context(), { conversationId: second, page: all })).items;
    await harness.test.query('insert into participant_clients (app_id, conversation_id, participant_id, client_id, used_at) values ($1, $2, $3, $4, clock_timestamp())',
      [harness.appId, second, participant?.id, client?.id]);
    await apply(text('3'));
    const said = (await events()).filter(({ type }) => type === 'conversation:message');
    expect(said.map(({ order_key }) => order_key)).toEqual([first, first, second]);
    expect(new Set(said.map(({ payload }) => (payload as { message: { author: { userId: string } } }).message.author.userId))).toEqual(new Set([userId]));
  });

  describe('a message that says where it belongs', () => {
    let userId: string;
    let [first, second] = ['', ''];
    let others: string;
    const belonging = (thread: InboundThread, words = 'It belongs there'): InboundEvent => ({ ...text(words), thread }) as InboundEvent;
    const lastIn = async () => (await events()).at(-1)?.order_key;
    beforeEach(async () => {
      await apply(text('1'));
      [userId, first] = [await userOf(), await conversationOf()];
      second = await harness.personal(userId);
      others = await harness.personal(await harness.user());
    });

    it('comes into the conversation that it names, which is the one used last from then on', async () => {
      await apply(belonging({ conversationId: second, answers: ['m-1'] }));
      expect(await lastIn()).toBe(second);
      await apply(text('And this'));
      expect(await lastIn()).toBe(second);
    });

    it('comes into the conversation of the newest message that it answers, as far as that is known', async () => {
      await apply(belonging({ conversationId: second, answers: [] }, '2'));
      for (const [answers, expected] of [[['m-2', 'm-1'], first], [['m-1', 'm-2', 'unknown'], second], [['unknown'], second]] as const) {
        await apply(belonging({ answers }));
        expect(await lastIn()).toBe(expected);
      }
    });

    it('comes into no conversation in which he takes no part, nor a group, nor by an id that another integration has given', async () => {
      const group = await harness.group([userId]);
      for (const conversationId of [others, group, newId(), 'no id']) {
        await apply(belonging({ conversationId, answers: [] }));
        expect(await lastIn()).toBe(first);
      }
      await apply(belonging({ conversationId: second, answers: [] }, '3'));
      const known = channel;
      channel = { integrationId: newId(), type: 'telegram' };
      await harness.test.query("insert into integrations (app_id, id, type, status) values ($1, $2, 'telegram', 'active')", [harness.appId, channel.integrationId]);
      await apply(belonging({ answers: ['m-3'] }, 'elsewhere'));
      expect([first, second]).not.toContain(await lastIn());
      channel = known;
    });
  });

  describe('a message that quotes another (openapi.yaml, quotedMessage)', () => {
    const quoting = (quotedExternalId: string, words = 'That one'): InboundEvent => ({ ...text(words), quotedExternalId }) as InboundEvent;
    const told = async () => ((await events()).at(-1)?.payload as { message: Message }).message;
    const listed = async (conversationId: string) => (await harness.first.messages.list(harness.context(), { conversationId, page: all })).items;
    /** As the business says it on the channel, where it becomes several messages. */
    const answered = async (conversationId: string, words: string, externalIds: readonly string[]): Promise<string> => {
      const messageId = await harness.say(conversationId, words);
      const [client] = (await harness.first.clients.list(harness.context(), { userIdOrExternalId: await userOf(), page: all })).items;
      const queued = { conversationId, messageId, clientId: client?.id ?? '' };
      await harness.first.db.app(harness.appId).transaction((tx) => harness.first.outbound.carried(tx, harness.appId, channel, queued, { externalIds, isFinal: true }));
      return messageId;
    };

    it('shows the whole of that in its event and in lists: the person’s own, and the business’s by each of the channel’s ids', async () => {
      await apply(text('1'));
      const [userId, conversationId] = [await userOf(), await conversationOf()];
      const businessId = await answered(conversationId, 'Which?', ['b-1', 'b-2']);
      const own = { type: 'message', message: { id: (await listed(conversationId))[0]?.id, received: expect.any(String), author: { type: 'user', userId, displayName: 'Ada Byron' }, content: { type: 'text', text: '1' }, source: expect.objectContaining({ originalMessageId: 'm-1' }) } };
      const business = { type: 'message', message: { id: businessId, received: expect.any(String), author: { type: 'business' }, content: { type: 'text', text: 'Which?' }, source: { type: 'api' } } };
      for (const [quoted, expected] of [['m-1', own], ['b-1', business], ['b-2', business]] as const) {
        await apply(quoting(quoted, `about ${quoted}`));
        expect(await told()).toMatchObject({ content: { text: `about ${quoted}` }, source: { client: { externalId: person.externalId } } });
        expect((await told()).quotedMessage).toEqual(expected);
        expect((await listed(conversationId)).at(-1)?.quotedMessage).toEqual(expected);
      }
    });

    it('names the channel’s id of what is none of ours: unknown, of another conversation, or of another integration', async () => {
      await apply(text('1'));
      const [userId, first] = [await userOf(), await conversationOf()];
      const second = await harness.personal(userId);
      await apply({ ...quoting('unknown'), externalId: 'm-2' } as InboundEvent);
      expect((await told()).quotedMessage).toEqual({ type: 'externalMessageId', externalMessageId: 'unknown' });
      await apply({ ...quoting('m-1'), externalId: 'm-3', thread: { conversationId: second, answers: [] } } as InboundEvent);
      expect((await told()).quotedMessage).toEqual({ type: 'externalMessageId', externalMessageId: 'm-1' });
      channel = { integrationId: newId(), type: 'telegram' };
      await harness.test.query("insert into integrations (app_id, id, type, status) values ($1, $2, 'telegram', 'active')", [harness.appId, channel.integrationId]);
      await apply({ ...quoting('m-1'), externalId: 'm-4' } as InboundEvent);
      expect((await told()).quotedMessage).toEqual({ type: 'externalMessageId', externalMessageId: 'm-1' });
      expect((await listed(first)).map(({ quotedMessage }) => quotedMessage?.type)).toEqual([undefined, 'externalMessageId']);
    });

    it('shows nothing of what is deleted since, and what the quoted one quotes by its id', async () => {
      await apply(text('1'));
      const conversationId = await conversationOf();
      await apply({ ...quoting('m-1'), externalId: 'm-2' } as InboundEvent);
      await apply({ ...quoting('m-2'), externalId: 'm-3' } as InboundEvent);
      const [first] = await listed(conversationId);
      const named = { type: 'message', message: { id: first?.id } };
      expect([(await listed(conversationId)).at(-1)?.quotedMessage, (await told()).quotedMessage]).toMatchObject([{ message: { quotedMessage: named } }, { message: { quotedMessage: named } }]);
      await harness.first.messages.delete(harness.context(), { conversationId, messageId: first?.id ?? '' });
      const left = await listed(conversationId);
      expect([left[0], left[1]?.quotedMessage]).toEqual([expect.not.objectContaining({ quotedMessage: expect.anything() }), expect.objectContaining({ type: 'message' })]);
    });
  });

  it('what the channel tells of a known person is kept with the client; his profile stays', async () => {
    await apply(text('1'));
    person = { ...person, displayName: 'Countess', profile: { givenName: 'Other' }, info: { vip: true } };
    await apply(text('2', AT + 1000));
    const userId = await userOf();
    const [client] = (await harness.first.clients.list(harness.context(), { userIdOrExternalId: userId, page: all })).items;
    expect(client).toMatchObject({ displayName: 'Countess', info: { vip: true }, lastSeen: '2026-01-02T03:04:06.678Z' });
    expect((await harness.first.users.get(harness.context(), { userIdOrExternalId: userId })).profile).toEqual({ givenName: 'Ada', surname: 'Byron' });
  });

  it('two first messages of a new person at the same instant make one user and one conversation: the second is to be tried anew', async () => {
    const first = harness.process(0).db.app(harness.appId).transaction(async (tx) => {
      await harness.process(0).inbound.apply(tx, harness.appId, channel, text('1'));
      const second = apply(text('2'), harness.process(1)).then(() => 'both', (error: unknown) => error);
      await harness.waiting(1);
      return { second };
    });
    expect(await (await first).second).toBeInstanceOf(AccountTaken);
    await apply(text('2'), harness.process(1));
    const told = await events();
    expect(told.map(({ type }) => type)).toEqual(['conversation:create', 'conversation:message', 'conversation:message']);
    expect(new Set(told.map(({ order_key }) => order_key)).size).toBe(1);
  });

  it('a user who came by the API and was linked is known by his account', async () => {
    channel = { integrationId: newId(), type: 'whatsapp' };
    await harness.test.query("insert into integrations (app_id, id, type, status) values ($1, $2, 'whatsapp', 'active')", [harness.appId, channel.integrationId]);
    const userId = await harness.user({ profile: { givenName: 'Linked' } });
    const conversationId = await harness.personal(userId);
    await harness.link(userId, conversationId, '+1 514 555 0000', channel.integrationId);
    person = { externalId: '+15145550000' };
    await apply(text('It is me'));
    expect((await events()).at(-1)).toMatchObject({ type: 'conversation:message', order_key: conversationId, payload: { message: { author: { userId, displayName: 'Linked' } } } });
  });

  it('a card number is masked', async () => {
    await apply({ kind: 'message', person, at: AT, externalId: 'm', content: { type: 'text', text: '4111 1111 1111 1111' } });
    expect(JSON.stringify(await events())).not.toContain('4111 1111 1111 1111');
  });

  it('of an integration that is gone nothing is kept', async () => {
    await harness.test.query('delete from integrations where id = $1', [channel.integrationId]);
    await apply(text('Hello'));
    expect(await events()).toEqual([]);
  });

  describe('a button that was pressed', () => {
    const press: () => InboundEvent = () => ({ kind: 'postback', person, at: AT, externalId: 'p-1', payload: 'ORDER', metadata: { item: 7 }, title: 'Order it' });

    it('is conversation:postback with its payload, and no message', async () => {
      await apply(press());
      expect(await events()).toMatchObject([
        { type: 'conversation:create', payload: { creationReason: 'startConversation' } },
        {
          type: 'conversation:postback',
          payload: {
            postback: { payload: 'ORDER', metadata: { item: 7 } }, user: { id: await userOf(), profile: { givenName: 'Ada' } },
            source: { type: 'telegram', integrationId: channel.integrationId, originalMessageId: 'p-1', client: { externalId: person.externalId } },
          },
        },
      ]);
    });

    it('is a message too where the app wants an echo (echoPostback)', async () => {
      await settings({ echoPostback: true });
      await apply(press());
      await settings({ echoPostback: false });
      expect((await events()).slice(1)).toMatchObject([
        { type: 'conversation:message', payload: { message: { content: { type: 'text', text: 'Order it', payload: 'ORDER' } } } },
        { type: 'conversation:postback' },
      ]);
    });

    it('begins no conversation where the app does not want that (ignoreAutoConversationStart); a message does', async () => {
      await settings({ ignoreAutoConversationStart: true });
      await apply(press());
      expect(await events()).toEqual([]);
      await apply(text('Hello'));
      await settings({ ignoreAutoConversationStart: false });
      await apply(press());
      expect((await events()).map(({ type }) => type)).toEqual(['conversation:create', 'conversation:message', 'conversation:postback']);
    });
  });

  it('who opens a conversation by a link is conversation:referral', async () => {
    await apply({ kind: 'start', person, at: AT, referral: { code: 'spring' } });
    expect(await events()).toMatchObject([
      { type: 'conversation:create', payload: { creationReason: 'startConversation' } },
      { type: 'conversation:referral', payload: { referral: { code: 'spring' }, source: { type: 'telegram' }, user: { id: await userOf() } } },
    ]);
  });

  it('who blocks the business has a blocked client until he writes again; one who is unknown stays unknown', async () => {
    await apply({ kind: 'blocked', person, at: AT });
    expect(await events()).toEqual([]);
    await apply(text('1'));
    await apply({ kind: 'blocked', person, at: AT });
    await apply({ kind: 'blocked', person, at: AT });
    await apply(text('2'));
    const told = (await events()).filter(({ type }) => type !== 'conversation:message' && type !== 'conversation:create');
    expect(told).toMatchObject([
      { type: 'client:update', payload: { reason: 'blocked', client: { status: 'blocked' }, conversation: { id: await conversationOf() } } },
      { type: 'client:update', payload: { reason: 'unblocked', client: { status: 'active' } } },
    ]);
  });

  it('nothing that a person said or is called is in clear in the database', async () => {
    person = { externalId: 'EXTERNAL-MARK', displayName: 'NAME-MARK', profile: { givenName: 'GIVEN-MARK' }, raw: { raw: 'RAW-MARK' } };
    await apply({ kind: 'message', person, at: AT, externalId: 'ID-MARK', content: { type: 'text', text: 'TEXT-MARK' } });
    await apply({ kind: 'postback', person, at: AT, externalId: 'ID2-MARK', payload: 'PAYLOAD-MARK', title: 'TITLE-MARK' });
    await apply({ kind: 'start', person, at: AT, referral: { code: 'CODE-MARK' } });
    const [dump] = await harness.test.query<{ all: string }>(
      "select concat((select string_agg(t::text, '') from outbox_events t), (select string_agg(t::text, '') from messages t), (select string_agg(t::text, '') from clients t), (select string_agg(t::text, '') from users t), (select string_agg(t::text, '') from client_addresses t)) as all");
    expect(dump?.all.length).toBeGreaterThan(1000);
    expect(dump?.all).not.toContain('MARK');
    expect(dump?.all).not.toContain(Buffer.from('MARK').toString('hex'));
  });

  it('the integration’s own default responder has the first control (openapi.yaml, defaultResponderId), else the app’s default', async () => {
    const board = await Board.open(harness);
    const [bot, desk] = [await board.add('bot'), await board.add('desk')];
    await board.enable(bot);
    await apply(text('1'));
    expect((await events())[0]).toMatchObject({ payload: { conversation: { activeSwitchboardIntegration: { id: bot.id } } } });
    channel = { integrationId: newId(), type: 'telegram' };
    await harness.test.query("insert into integrations (app_id, id, type, status, default_responder_id) values ($1, $2, 'telegram', 'active', $3)", [harness.appId, channel.integrationId, desk.id]);
    seen = (await harness.events()).length;
    await apply(text('2'));
    expect((await events())[0]).toMatchObject({ payload: { conversation: { activeSwitchboardIntegration: { id: desk.id } } } });
  });
});
