import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ClientType, InboundReceipt, MessagePost } from '@parley/contracts';
import type { ChannelIntegration } from '@parley/conversations';
import { newId } from '@parley/kernel';
import { rowsTouched } from '@parley/testing';
import { POST_AS_BUSINESS } from '../src/messages/message-post.queries.js';
import { all, Harness } from './harness.js';

const content = { type: 'text' as const, text: 'Here we are' };

/** What the business says to people of channels, in a database of the spec's own. */
describe('what the business says', () => {
  let harness: Harness;
  let telegram: ChannelIntegration;
  let conversationId: string;
  let userId: string;
  beforeAll(async () => void (harness = await Harness.start()));
  afterAll(() => harness.close());

  const integration = async (type: Exclude<ClientType, 'sdk'>, status = 'active'): Promise<ChannelIntegration> => {
    const integrationId = newId();
    await harness.test.query('insert into integrations (app_id, id, type, status) values ($1, $2, $3, $4)', [harness.appId, integrationId, type, status]);
    return { integrationId, type };
  };
  const hear = (channel: ChannelIntegration, externalId: string) => harness.first.db.app(harness.appId).transaction((tx) =>
    harness.first.inbound.apply(tx, harness.appId, channel, { kind: 'message', person: { externalId }, at: Date.now(), externalId: newId(), content: { type: 'text', text: 'Hello' } }));
  const post = async (message: Partial<MessagePost> = {}, to = conversationId) =>
    (await harness.first.messages.post(harness.context(), { conversationId: to, message: { author: { type: 'business' }, content, ...message } }))[0]?.id ?? '';
  const queue = () => harness.test.query<{ integration_id: string; conversation_id: string; message_id: string; client_id: string }>(
    'select integration_id, conversation_id, message_id, client_id from channel_outbox where app_id = $1 order by position', [harness.appId]);
  const queuedMessages = async () => (await queue()).map((row) => [row.message_id, row.integration_id]);
  const clientOf = async (channel: ChannelIntegration) => (await harness.test.query<{ id: string }>('select id from clients where integration_id = $1', [channel.integrationId]))[0]?.id ?? '';
  const queued = async () => ({ conversationId, messageId: (await queue())[0]?.message_id ?? '', clientId: await clientOf(telegram) });
  const events = async (count: number) => (await harness.events()).slice(-count);
  const settle = (work: (tx: Parameters<typeof harness.first.outbound.carried>[0]) => Promise<void>) => harness.first.db.app(harness.appId).transaction(work);

  beforeEach(async () => {
    await harness.test.query('delete from channel_outbox');
    await harness.test.query('delete from channel_outbox_lanes');
    telegram = await integration('telegram');
    await hear(telegram, 'ada');
    const [said] = await events(1);
    conversationId = said?.order_key ?? '';
    userId = (said?.payload as { message: { author: { userId: string } } }).message.author.userId;
  });

  describe('goes to the client most recently used', () => {
    it('in the order of the messages, and each names its client', async () => {
      const said = [await post(), await post()];
      expect(await queue()).toEqual(await Promise.all(said.map(async (message_id) => ({ integration_id: telegram.integrationId, conversation_id: conversationId, message_id, client_id: await clientOf(telegram) }))));
      expect(await harness.test.query('select integration_id, conversation_id, queued, attempts, leased_by from channel_outbox_lanes'))
        .toEqual([{ integration_id: telegram.integrationId, conversation_id: conversationId, queued: '2', attempts: 0, leased_by: null }]);
    });

    it('which is another one once the person writes by it, or the one that the destination names', async () => {
      const whatsapp = await integration('whatsapp');
      await harness.link(userId, conversationId, '+1 514 555 0001', whatsapp.integrationId);
      await hear(whatsapp, '+15145550001');
      const [automatic, byId, byType] = [await post(), await post({ destination: { integrationId: telegram.integrationId } }), await post({ destination: { integrationType: 'whatsapp' } })];
      expect(await queuedMessages()).toEqual([[automatic, whatsapp.integrationId], [byId, telegram.integrationId], [byType, whatsapp.integrationId]]);
    });

    it('also of posts that meet: each message once, those of a conversation in their order', async () => {
      const other = await harness.user();
      const quiet = await harness.personal(other);
      const all = await Promise.all(Array.from({ length: 12 }, (_, n) => post({ content: { type: 'text', text: String(n) } }, n % 4 === 3 ? quiet : conversationId)));
      const mine = all.filter((_, n) => n % 4 !== 3).toSorted();
      expect((await queue()).map(({ message_id: id }) => id)).toEqual(mine);
    });
  });

  it('goes nowhere when it is silent, by a user, in a group, or has no client of a connected channel', async () => {
    await post({ destination: { integrationType: 'none' } });
    await post({ author: { type: 'user', userId } });
    await post({}, await harness.group([userId]));
    await harness.test.query("update integrations set status = 'inactive' where id = $1", [telegram.integrationId]);
    await post();
    expect(await queue()).toEqual([]);
  });

  it('costs a conversation without a channel one look, however many clients and queued messages the app has', async () => {
    const quiet = await harness.personal(await harness.user());
    const many = (insert: string, select: string, values: readonly unknown[]) => harness.test.query(`insert into ${insert} select $1, ${select} from generate_series(1, 3000) n`, [harness.appId, ...values]);
    const id = "lpad(n::text, 24, '0')";
    await many('conversations (app_id, id, type, last_updated_at, created_at)', `${id}, 'personal', now(), now()`, []);
    await many('participants (app_id, conversation_id, id, user_id)', `${id}, ${id}, $2`, [userId]);
    await many('clients (app_id, id, user_id, type, integration_id)', `${id}, $2, 'telegram', $3`, [userId, telegram.integrationId]);
    await many('participant_clients (app_id, conversation_id, participant_id, client_id, used_at)', `${id}, ${id}, ${id}, now()`, []);
    await many('channel_outbox (app_id, integration_id, conversation_id, message_id, client_id)', `$2, ${id}, '', ''`, [telegram.integrationId]);
    await harness.test.query('analyze conversations, participants, clients, participant_clients, channel_outbox');
    let touched = Infinity;
    const values = [harness.appId, quiet, '0', new Date(), '0123456789', Buffer.of(0), newId(), null, null, null];
    await settle(async (tx) => {
      touched = await rowsTouched(tx, POST_AS_BUSINESS.text, values);
      throw new Error('undone');
    }).catch(() => undefined);
    expect(touched).toBeLessThan(30);
  });

  it('is opened when it is sent: its words, its files at URLs that hold, and who gets it', async () => {
    const messageId = await post({ content, metadata: { order: 7 }, override: { whatsapp: { payload: { a: 1 } } } });
    const open = async () => harness.first.outbound.open(harness.appId, await queued());
    expect(await open()).toEqual({ recipient: 'ada', blocked: false, message: { id: messageId, content, metadata: { order: 7 } } });
    await harness.first.messages.delete(harness.context(), { conversationId, messageId });
    expect(await open()).toBeUndefined();
  });

  it('for a channel that wants to know it, is opened with what he said last there, and with its subject; card numbers are masked', async () => {
    const heard = (id: string, more: object = {}) => harness.first.db.app(harness.appId).transaction((tx) => harness.first.inbound.apply(tx, harness.appId, telegram, {
      kind: 'message', person: { externalId: 'ada' }, at: Date.now(), externalId: id, content: { type: 'text', text: 'Hello' }, ...more,
    }));
    await heard('<1>', { thread: { conversationId, answers: [], subject: 'First' } });
    await heard('<2>', { thread: { conversationId: 'not kept', answers: ['<1>'], subject: 'Card 4111 1111 1111 1111' } });
    await harness.say(conversationId, 'In between, elsewhere', userId);
    await post();
    const open = async (thread: boolean, clientId?: string) => (await harness.first.outbound.open(harness.appId, { ...(await queued()), ...(clientId !== undefined && { clientId }) }, { thread }))?.message;
    expect((await open(true))?.thread).toEqual({ externalId: '<2>', answers: ['<1>'], subject: 'Card **** **** **** 1111' });
    expect(await open(false)).not.toHaveProperty('thread');
    const whatsapp = await integration('whatsapp');
    const { id } = await harness.link(userId, conversationId, '+1 514 555 0002', whatsapp.integrationId);
    expect(await open(true, id)).not.toHaveProperty('thread');
    await heard('<3>');
    expect((await open(true))?.thread).toEqual({ externalId: '<3>', answers: [] });
  });

  it('once taken, is told as conversation:message:delivery:channel, with the vendor’s ids sealed', async () => {
    await post();
    const named = await queued();
    await settle((tx) => harness.first.outbound.carried(tx, harness.appId, telegram, named, { externalIds: ['e-1', 'e-2'], isFinal: true }));
    const [told] = await events(1);
    expect(told).toMatchObject({
      type: 'conversation:message:delivery:channel', order_key: conversationId,
      payload: {
        conversation: { id: conversationId, type: 'personal' }, user: { id: userId }, message: { id: named.messageId },
        destination: { type: 'telegram', integrationId: telegram.integrationId }, externalMessages: [{ id: 'e-1' }, { id: 'e-2' }], isFinalEvent: true,
      },
    });
    const [dump] = await harness.test.query<{ all: string }>("select string_agg(t::text, '') as all from outbox_events t");
    expect(dump?.all).not.toContain('e-1');
  });

  it('once refused by who has blocked the business, is told as a failure, and the client is blocked from then on', async () => {
    await post();
    const named = await queued();
    await settle((tx) => harness.first.outbound.undelivered(tx, harness.appId, telegram, named, { code: 'user_blocked', message: 'No', externalIds: [], blocks: true }));
    expect(await events(2)).toMatchObject([
      { type: 'conversation:message:delivery:failure', payload: { isFinalEvent: true, error: { code: 'user_blocked', message: 'No' }, destination: { type: 'telegram' } } },
      { type: 'client:update', payload: { reason: 'blocked', client: { id: named.clientId, status: 'blocked' } } },
    ]);
    expect(await harness.first.outbound.open(harness.appId, named)).toMatchObject({ blocked: true });
  });

  describe('receipts', () => {
    const AT = Date.parse('2026-01-02T03:04:05Z');
    let named: Awaited<ReturnType<typeof queued>>;
    let seen: number;
    const carried = async (externalIds: readonly string[]) => {
      await post();
      named = await queued();
      await settle(async (tx) => {
        await harness.first.outbound.carried(tx, harness.appId, telegram, named, { externalIds, isFinal: false });
        await tx.query('delete from channel_outbox where message_id = $1', [named.messageId]);
      });
      seen = (await harness.events()).length;
    };
    const receipt = (kind: InboundReceipt['kind'], externalId: string, more: Partial<InboundReceipt> = {}) =>
      settle((tx) => harness.first.inbound.apply(tx, harness.appId, telegram, { kind, externalId, at: AT, ...more }));
    const told = async () => (await harness.events()).slice(seen);
    const unread = async () => (await harness.first.participants.list(harness.context(), { conversationId, page: all })).items[0]?.unreadCount;

    it('the last part’s arrival is conversation:message:delivery:user, final, once; its vendor’s ids are in clear nowhere', async () => {
      await carried(['first-mark', 'second-mark']);
      await receipt('delivered', 'second-mark');
      await receipt('delivered', 'second-mark');
      expect(await told()).toEqual([]);
      await receipt('delivered', 'first-mark');
      await receipt('delivered', 'first-mark');
      await receipt('failed', 'first-mark');
      const [event, ...more] = await told();
      expect(more).toEqual([]);
      expect(event).toMatchObject({
        type: 'conversation:message:delivery:user', order_key: conversationId,
        payload: { user: { id: userId }, message: { id: named.messageId }, destination: { type: 'telegram', integrationId: telegram.integrationId }, isFinalEvent: true },
      });
      expect((event?.payload as { externalMessages: { id: string }[] }).externalMessages.map(({ id }) => id).toSorted()).toEqual(['first-mark', 'second-mark']);
      const [dump] = await harness.test.query<{ all: string }>("select string_agg(t::text, '') as all from channel_messages t");
      expect(dump?.all).toContain(named.messageId);
      expect(dump?.all).not.toContain(Buffer.from('mark').toString('hex'));
    });

    it('the first failure is conversation:message:delivery:failure, final: what comes later changes nothing; one that blocks blocks the client', async () => {
      await carried(['1', '2']);
      const failure = { code: 'user_blocked', message: 'No', blocks: true };
      await receipt('failed', '1', { failure });
      await receipt('failed', '2', { failure });
      await receipt('delivered', '1');
      await receipt('delivered', '2');
      expect(await told()).toMatchObject([
        { type: 'conversation:message:delivery:failure', payload: { isFinalEvent: true, message: { id: named.messageId }, error: { code: 'user_blocked', message: 'No' } } },
        { type: 'client:update', payload: { reason: 'blocked', client: { id: named.clientId } } },
      ]);
    });

    it('who has read it has got it (conversation:read); a read of what is read, or before it, changes nothing', async () => {
      await carried(['old']);
      const before = (await unread()) ?? 0;
      await carried(['new']);
      expect(await unread()).toBe(before + 1);
      await receipt('read', 'old');
      expect(await unread()).toBe(1);
      await receipt('read', 'new');
      await receipt('delivered', 'new');
      await receipt('read', 'new');
      await receipt('read', 'old');
      expect(await unread()).toBe(0);
      const activity = { type: 'conversation:read', author: { type: 'user', userId }, source: { type: 'telegram', integrationId: telegram.integrationId, originalMessageTimestamp: '2026-01-02T03:04:05.000Z' } };
      expect(await told()).toMatchObject([
        { type: 'conversation:message:delivery:user' }, { type: 'conversation:read', payload: { activity } },
        { type: 'conversation:message:delivery:user', payload: { message: { id: named.messageId } } }, { type: 'conversation:read', payload: { activity } },
      ]);
    });

    it('what failed before, in part, is delivered no more; what a person wrote has no receipts', async () => {
      await post();
      named = await queued();
      await settle((tx) => harness.first.outbound.undelivered(tx, harness.appId, telegram, named, { code: 'temporary', message: 'Away', externalIds: ['part'], blocks: false }));
      await settle((tx) => harness.first.inbound.apply(tx, harness.appId, telegram, { kind: 'message', person: { externalId: 'ada' }, at: AT, externalId: 'hers', content }));
      seen = (await harness.events()).length;
      await receipt('delivered', 'part');
      await receipt('delivered', 'hers');
      expect(await told()).toEqual([]);
    });

    it('one that comes before its message is written down is told again; one that names no message of ours is nothing', async () => {
      await post();
      seen = (await harness.events()).length;
      await receipt('delivered', 'early', { at: Date.now() });
      await harness.test.query('update channel_outbox set begun_at = now()');
      await expect(receipt('delivered', 'early', { at: Date.now() })).rejects.toMatchObject({ code: 'service_unavailable' });
      await receipt('delivered', 'early', { at: Date.now() - 16 * 60_000 });
      expect(await told()).toEqual([]);
    });

    it('go with their message', async () => {
      await carried(['gone']);
      await harness.first.messages.delete(harness.context(), { conversationId, messageId: named.messageId });
      expect(await harness.test.query('select from channel_messages where message_id = $1', [named.messageId])).toEqual([]);
      await receipt('delivered', 'gone');
      expect((await told()).map(({ type }) => type)).not.toContain('conversation:message:delivery:user');
    });
  });

  it('of a client that is gone nothing is told', async () => {
    await post();
    const named = await queued();
    await harness.test.query('delete from clients where id = $1', [named.clientId]);
    const before = (await harness.events()).length;
    await settle((tx) => harness.first.outbound.carried(tx, harness.appId, telegram, named, { externalIds: [], isFinal: true }));
    expect([await harness.first.outbound.open(harness.appId, named), (await harness.events()).length]).toEqual([undefined, before]);
  });
});
