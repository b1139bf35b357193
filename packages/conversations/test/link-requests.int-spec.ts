import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ChannelPerson, InboundEvent } from '@parley/contracts';
import { AccountTaken, purgeLinkRequests, type ChannelIntegration, type LinkCode } from '@parley/conversations';
import { newId, type RequestContext } from '@parley/kernel';
import { openDatabase } from '@parley/testing';
import { all, Harness, type Process } from './harness.js';

const AT = Date.parse('2026-01-02T03:04:05.678Z');
const SOURCE = { type: 'telegram', originalMessageTimestamp: '2026-01-02T03:04:05.678Z' };

/** People who come by a link, in a database of the spec's own. */
describe('a link that was made for a user', () => {
  let harness: Harness;
  let ctx: RequestContext;
  let channel: ChannelIntegration;
  let person: ChannelPerson;
  let userId: string;
  let conversationId: string;
  let seen = 0;
  beforeAll(async () => {
    harness = await Harness.start({ processes: 2 });
    ctx = harness.context();
  });
  afterAll(() => harness.close());
  beforeEach(async () => {
    channel = await integration();
    person = { externalId: newId(), displayName: 'Ada on Telegram', profile: { givenName: 'Other' }, raw: { id: 7 } };
    userId = await harness.user({ externalId: newId(), profile: { givenName: 'Ada' } });
    conversationId = await harness.personal(userId);
    seen = (await harness.events()).length;
  });

  const integration = async (): Promise<ChannelIntegration> => {
    const integrationId = newId();
    await harness.test.query("insert into integrations (app_id, id, type, status) values ($1, $2, 'telegram', 'active')", [harness.appId, integrationId]);
    return { integrationId, type: 'telegram' };
  };
  const request = (user = userId, conversation?: string): Promise<LinkCode> =>
    harness.first.linkRequests.create(ctx, { userIdOrExternalId: user, body: { integrationId: channel.integrationId, ...(conversation && { conversationId: conversation }) } });
  const apply = (event: InboundEvent, at: ChannelIntegration = channel, process: Process = harness.first) =>
    process.db.app(harness.appId).transaction((tx) => process.inbound.apply(tx, harness.appId, at, event));
  const opened = (code: string, who = person): InboundEvent => ({ kind: 'start', person: who, at: AT, referral: { code } });
  const words = (who = person): InboundEvent => ({ kind: 'message', person: who, at: AT, externalId: newId(), content: { type: 'text', text: 'Hello' } });
  const events = async () => {
    const fresh = (await harness.events()).slice(seen);
    seen += fresh.length;
    return fresh;
  };
  const types = async () => (await events()).map(({ type }) => type);
  const clientsOf = async (user: string) => (await harness.first.clients.list(ctx, { userIdOrExternalId: user, page: all })).items;
  const waiting = async () => (await harness.test.query<{ id: string }>('select id from link_requests where app_id = $1 order by id', [harness.appId])).map(({ id }) => id);
  const isPlainReferral = async (code: string, user = userId) => {
    await apply(opened(code));
    const told = await events();
    expect(told.at(-1)).toMatchObject({ type: 'conversation:referral', payload: { referral: { code } } });
    expect(told.map(({ type }) => type).filter((type) => type.startsWith('client:') || type.startsWith('user:'))).toEqual([]);
    expect((told.at(-1)?.payload as { user: { id: string } }).user.id).not.toBe(user);
  };

  it('has a code that nobody guesses, for a day, in the conversation named or in the default one; nothing of it is told', async () => {
    const [one, other] = [await request(), await request(userId, conversationId)];
    expect(one).toEqual({ id: expect.stringMatching(/^[0-9a-f]{24}$/), integrationId: channel.integrationId, conversationId, code: expect.stringMatching(/^[\w-]{32}$/), expiresAt: expect.any(String) });
    expect(Math.abs(Date.parse(one.expiresAt) - Date.now() - 24 * 3600 * 1000)).toBeLessThan(60_000);
    expect(other.code).not.toBe(one.code);
    expect(await types()).toEqual([]);
    const [dump] = await harness.test.query<{ all: string }>("select string_agg(t::text, '') as all from link_requests t");
    expect(dump?.all).toContain(one.id);
    expect(dump?.all).not.toContain(one.code);
  });

  it('makes the default conversation of a user who has none (openapi.yaml, creationReason linkRequest)', async () => {
    const user = await harness.user();
    const { conversationId: made } = await request(user);
    expect(await events()).toMatchObject([{ type: 'conversation:create', order_key: made, payload: { creationReason: 'linkRequest', source: { type: 'api' }, user: { id: user } } }]);
    expect(await harness.first.conversations.get(ctx, made)).toMatchObject({ isDefault: true, type: 'personal' });
    expect((await request(user)).conversationId).toBe(made);
  });

  it('brings somebody unknown as a client of that user, into that conversation, as CreateClient does', async () => {
    const second = await harness.personal(userId);
    const { code, id } = await request(userId, second);
    await events();
    await apply(opened(code));
    const about = { conversation: { id: second }, user: { id: userId }, client: { type: 'telegram', integrationId: channel.integrationId } };
    const told = await events();
    expect(told).toMatchObject([
      { type: 'client:add', order_key: userId, payload: { ...about, client: { status: 'pending' }, reason: 'channelLinking', source: { ...SOURCE, integrationId: channel.integrationId } } },
      { type: 'client:update', order_key: userId, payload: { ...about, client: { status: 'active', externalId: person.externalId, displayName: 'Ada on Telegram', raw: { id: 7 } }, reason: 'confirmed' } },
    ]);
    expect(told).toHaveLength(2);
    expect(await waiting()).not.toContain(id);
    await apply(words());
    expect(await events()).toMatchObject([{ type: 'conversation:message', order_key: second, payload: { message: { author: { userId, displayName: 'Ada' } } } }]);
    expect(await clientsOf(userId)).toMatchObject([{ externalId: person.externalId, status: 'active', lastSeen: expect.any(String) }]);
    const [participant] = (await harness.first.participants.list(ctx, { conversationId: second, page: all })).items;
    expect(participant).toMatchObject({ clientAssociations: [{ type: 'telegram' }] });
  });

  it('is opened once: then it is a plain referral, whoever opens it', async () => {
    const { code } = await request();
    await apply(opened(code));
    await events();
    await apply(opened(code));
    expect(await events()).toMatchObject([{ type: 'conversation:referral', order_key: conversationId, payload: { referral: { code }, user: { id: userId } } }]);
    person = { externalId: newId() };
    await isPlainReferral(code);
  });

  it.each<[string, (made: LinkCode) => Promise<string>]>([
    ['altered', async ({ code }) => `${code.slice(0, -1)}${code.endsWith('A') ? 'B' : 'A'}`],
    ['cut', async ({ code }) => code.slice(0, -1)],
    ['over', async ({ code, id }) => { await harness.test.query("update link_requests set expires_at = now() - interval '1 second' where id = $1", [id]); return code; }],
    ['revoked', async ({ code, id }) => { await harness.first.linkRequests.revoke(ctx, { userIdOrExternalId: userId, linkRequestId: id }); return code; }],
    ['of a user who was deleted', async ({ code }) => { await harness.first.removal.remove(ctx, { userIdOrExternalId: userId }); return code; }],
    ['of another integration', async ({ code }) => { channel = await integration(); return code; }],
  ])('that is %s is a plain referral', async (_, changed) => {
    const code = await changed(await request());
    await events();
    await isPlainReferral(code);
  });

  it('goes with its user at once', async () => {
    const { id } = await request();
    await harness.first.removal.remove(ctx, { userIdOrExternalId: userId });
    expect(await waiting()).not.toContain(id);
  });

  it('leads to the default conversation where its own has gone', async () => {
    const second = await harness.personal(userId);
    const { code } = await request(userId, second);
    await harness.first.conversations.delete(ctx, second);
    await events();
    await apply(opened(code));
    expect(await events()).toMatchObject([{ type: 'client:add', payload: { conversation: { id: conversationId } } }, { type: 'client:update', payload: { conversation: { id: conversationId } } }]);
  });

  it('takes the account from another user where one of the two is identified (client:remove, theft)', async () => {
    const { code } = await request();
    await apply(words());
    const before = ((await events())[0]?.payload as { user: { id: string } }).user.id;
    const [former] = await clientsOf(before);
    await apply(opened(code));
    expect(await events()).toMatchObject([
      { type: 'client:add', order_key: userId },
      { type: 'client:remove', order_key: before, payload: { reason: 'theft', client: { id: former?.id }, source: { ...SOURCE, integrationId: channel.integrationId } } },
      { type: 'client:update', order_key: userId, payload: { reason: 'confirmed' } },
    ]);
    expect([await clientsOf(before), (await clientsOf(userId)).map(({ externalId }) => externalId)]).toEqual([[], [person.externalId]]);
  });

  it('makes one user of two who are anonymous (user:merge), on the record by the link request and the key that asked for it', async () => {
    const anonymous = await harness.user();
    const { code, id } = await request(anonymous);
    await events();
    await apply(words());
    const [created] = await events();
    const discarded = (created?.payload as { user: { id: string } }).user.id;
    await apply(opened(code));
    expect(await events()).toMatchObject([
      { type: 'client:add' }, { type: 'user:merge', payload: { mergedUsers: { surviving: { id: anonymous }, discarded: { id: discarded } }, reason: 'channelLinking' } }, { type: 'client:update', payload: { reason: 'confirmed' } },
    ]);
    await apply(words());
    expect((await events()).at(-1)).toMatchObject({ type: 'conversation:message', payload: { message: { author: { userId: anonymous } } } });
    const entries = await harness.test.query("select actor, account_id, details from audit_entries where action = 'user:merge' and target_id = $1", [discarded]);
    expect(entries).toMatchObject([{ actor: 'parley', account_id: ctx.principal.accountId, details: { survivingUserId: anonymous, linkRequestId: id, requestedBy: 'app_test' } }]);
  });

  it('confirms again whose account it is already', async () => {
    const [first, second] = [await request(), await request()];
    await apply(opened(first.code));
    await events();
    await apply(opened(second.code));
    expect(await events()).toMatchObject([{ type: 'client:update', payload: { user: { id: userId }, reason: 'confirmed' } }]);
    expect(await clientsOf(userId)).toHaveLength(1);
    expect(await waiting()).not.toContain(second.id);
  });

  it('takes nothing from a user whom a legal hold reaches: it is a plain referral, and waits on', async () => {
    const { code, id } = await request();
    await apply(words());
    const held = ((await events())[0]?.payload as { user: { id: string } }).user.id;
    await harness.test.query("insert into legal_holds (app_id, id, target_type, target_id, created_by) values ($1, $2, 'user', $3, 'app_test')", [harness.appId, newId(), held]);
    await harness.test.query("insert into legal_hold_reach (app_id, hold_id, type, id) select app_id, id, 'user', target_id from legal_holds where target_id = $1", [held]);
    await isPlainReferral(code);
    expect(await clientsOf(held)).toHaveLength(1);
    expect(await waiting()).toContain(id);
  });

  it('that two open at the same instant brings one of them', async () => {
    const { code } = await request();
    await events();
    const other = { externalId: newId() };
    const both = await harness.first.db.app(harness.appId).transaction(async (tx) => {
      await harness.first.inbound.apply(tx, harness.appId, channel, opened(code));
      const second = apply(opened(code, other), channel, harness.process(1));
      second.catch(() => undefined);
      await harness.waiting(1);
      return { second };
    });
    await both.second;
    expect((await types()).toSorted()).toEqual(['client:add', 'client:update', 'conversation:create', 'conversation:referral']);
    expect(await clientsOf(userId)).toMatchObject([{ externalId: person.externalId }]);
  });

  it('whose account is being linked to somebody else meanwhile is to be opened anew', async () => {
    const { code } = await request();
    const other = await request(await harness.user());
    const both = await harness.first.db.app(harness.appId).transaction(async (tx) => {
      await harness.first.inbound.apply(tx, harness.appId, channel, opened(other.code));
      const second = apply(opened(code), channel, harness.process(1)).catch((error: unknown) => error);
      await harness.waiting(1);
      return { second };
    });
    expect(await both.second).toBeInstanceOf(AccountTaken);
    await apply(opened(code), channel, harness.process(1));
    expect(await clientsOf(userId)).toMatchObject([{ externalId: person.externalId }]);
  });

  it('is refused for whom and what is not there, naming it', async () => {
    const group = await harness.group([userId]);
    const others = await harness.personal(await harness.user());
    const { integrationId } = channel;
    const create = (user: string, body: object) => harness.first.linkRequests.create(ctx, { userIdOrExternalId: user, body: { integrationId, ...body } });
    await expect(create('nobody', {})).rejects.toMatchObject({ code: 'user_not_found' });
    await expect(create(userId, { integrationId: newId() })).rejects.toMatchObject({ code: 'integration_not_found' });
    await expect(create(userId, { conversationId: newId() })).rejects.toMatchObject({ code: 'conversation_not_found' });
    await expect(create(userId, { conversationId: others })).rejects.toMatchObject({ code: 'not_found' });
    await expect(create(userId, { conversationId: group })).rejects.toMatchObject({ code: 'bad_request', message: expect.stringContaining('conversationId') });
    const { id } = await request();
    const revoke = (user: string, linkRequestId: string) => harness.first.linkRequests.revoke(ctx, { userIdOrExternalId: user, linkRequestId });
    await expect(revoke('nobody', id)).rejects.toMatchObject({ code: 'user_not_found' });
    await expect(revoke(await harness.user(), id)).rejects.toMatchObject({ code: 'not_found' });
    await revoke(userId, id);
    await expect(revoke(userId, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(revoke(userId, 'no id')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is removed once its time is over', async () => {
    const [over, still] = [await request(), await request()];
    await harness.test.query("update link_requests set expires_at = now() - interval '1 second' where id = $1", [over.id]);
    const pool = openDatabase(harness.test.url);
    const removed = await purgeLinkRequests(pool.database.system(), 100).finally(() => pool.close());
    expect(removed).toBeGreaterThan(0);
    expect(await waiting()).toEqual(expect.arrayContaining([still.id]));
    expect(await waiting()).not.toContain(over.id);
  });
});
