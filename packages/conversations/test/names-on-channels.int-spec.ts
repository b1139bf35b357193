import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ChannelPerson, InboundEvent } from '@parley/contracts';
import { AccountTaken, conversationErasures, removeOrphanedClients, type ChannelIntegration } from '@parley/conversations';
import type { Erasure, ErasureKind } from '@parley/erasure';
import { newId } from '@parley/kernel';
import { all, Harness, type Process } from './harness.js';

const AT = Date.parse('2026-01-02T03:04:05.678Z');

/** People whom a channel knows by a number and by an id of its own, in a database of the spec's own. */
describe('names on a channel', () => {
  let harness: Harness;
  let channel: ChannelIntegration;
  let [number, userId, seen, said] = ['', '', 0, 0];
  beforeAll(async () => void (harness = await Harness.start({ processes: 2 })));
  afterAll(() => harness.close());
  beforeEach(async () => {
    channel = { integrationId: newId(), type: 'whatsapp' };
    await harness.test.query("insert into integrations (app_id, id, type, status) values ($1, $2, 'whatsapp', 'active')", [harness.appId, channel.integrationId]);
    [number, userId] = [`+1514${Math.floor(Math.random() * 1e7)}`, `US.${newId()}`];
    seen = (await harness.events()).length;
  });

  const byNumber = (given = number): ChannelPerson => ({ externalId: given, info: { phoneNumber: given } });
  const byBoth = (given = number, id = userId): ChannelPerson => ({ ...byNumber(given), userId: id });
  const byId = (id = userId): ChannelPerson => ({ externalId: id, userId: id });
  const apply = (event: InboundEvent, process: Process = harness.first) =>
    process.db.app(harness.appId).transaction((tx) => process.inbound.apply(tx, harness.appId, channel, event));
  const text = (person: ChannelPerson): InboundEvent => ({ kind: 'message', person, at: AT, externalId: `m-${(said += 1)}`, content: { type: 'text', text: 'Hello' } });
  const moved = (person: ChannelPerson, to: ChannelPerson): InboundEvent => ({ kind: 'moved', person, to, at: AT });
  const events = async () => (await harness.events()).slice(seen);
  /** Whose messages there were, in their order. */
  const authors = async () => (await events()).filter(({ type }) => type === 'conversation:message').map(({ payload }) => (payload as { message: { author: { userId: string } } }).message.author.userId);
  const clientsOf = async (of: string) => (await harness.first.clients.list(harness.context(), { userIdOrExternalId: of, page: all })).items;
  const updates = async () => (await events()).filter(({ type }) => type === 'client:update').map(({ payload }) => payload);

  it('who is known by his number, then by both, then by the id alone, is one user with one client, who is written to by his number', async () => {
    for (const person of [byNumber(), byBoth(), byId(), byNumber()]) await apply(text(person));
    const [user = '', ...others] = new Set(await authors());
    expect([others, await authors()]).toEqual([[], Array.from({ length: 4 }, () => user)]);
    expect(await clientsOf(user)).toMatchObject([{ externalId: number, info: { phoneNumber: number, userId } }]);
    expect(await updates()).toEqual([]);
  });

  it('who is known by the id alone, then by both, is found by his number as well; that he has one is told', async () => {
    for (const person of [byId(), byBoth(), byNumber()]) await apply(text(person));
    expect(new Set(await authors()).size).toBe(1);
    expect(await updates()).toMatchObject([{ reason: 'matched', client: { externalId: number, info: { phoneNumber: number, userId } } }]);
  });

  it('a user who was linked by his number is known by the id once the channel has told both', async () => {
    const linked = await harness.user();
    await harness.link(linked, await harness.personal(linked), number, channel.integrationId);
    for (const person of [byBoth(), byId()]) await apply(text(person));
    expect(await authors()).toEqual([linked, linked]);
  });

  it('a number that is linked to somebody else is taken with the id that came with it', async () => {
    await apply(text(byBoth()));
    const linked = await harness.user({ externalId: newId() });
    await harness.link(linked, await harness.personal(linked), number, channel.integrationId);
    await apply(text(byId()));
    expect((await authors()).at(-1)).toBe(linked);
  });

  it('who has the id goes before who has the number, and both stay who they are', async () => {
    await apply(text(byId()));
    await apply(text(byNumber()));
    for (const person of [byBoth(), byId(), byNumber()]) await apply(text(person));
    const [one, other, ...later] = await authors();
    expect(other).not.toBe(one);
    expect(later).toEqual([one, one, other]);
    expect(await clientsOf(one ?? '')).toMatchObject([{ externalId: userId }]);
  });

  it('another id at the same number is the same person: a business that moves at the vendor gets other ids for all', async () => {
    for (const person of [byBoth(), byBoth(number, `${userId}N`), byId(`${userId}N`)]) await apply(text(person));
    const [user = ''] = new Set(await authors());
    expect(new Set(await authors()).size).toBe(1);
    expect(await clientsOf(user)).toMatchObject([{ externalId: number, info: { userId: `${userId}N` } }]);
    await apply(text(byId()));
    expect((await authors()).at(-1)).not.toBe(user);
  });

  describe('a person whose names have changed', () => {
    const [otherNumber, otherId] = [() => `${number}9`, () => `${userId}N`];

    it('stays who he is, is written to by the new number, and is found by the old one no more; it is told', async () => {
      await apply(text(byBoth()));
      await apply(moved(byNumber(), byNumber(otherNumber())));
      for (const person of [byBoth(otherNumber(), otherId()), byId(otherId())]) await apply(text(person));
      const [user = '', ...more] = await authors();
      expect(more).toEqual([user, user]);
      expect(await updates()).toMatchObject([{ reason: 'matched', user: { id: user }, client: { externalId: otherNumber(), info: { phoneNumber: otherNumber() } }, conversation: { type: 'personal' } }]);
      expect(await clientsOf(user)).toMatchObject([{ externalId: otherNumber(), info: { phoneNumber: otherNumber(), userId: otherId() } }]);
      await apply(text(byNumber()));
      expect((await authors()).at(-1)).not.toBe(user);
    });

    it('may change the id alone, with or without a number', async () => {
      await apply(text(byBoth()));
      await apply(moved(byId(), byId(otherId())));
      await apply(text(byId(otherId())));
      expect(await clientsOf((await authors())[0] ?? '')).toMatchObject([{ externalId: number, info: { userId: otherId() } }]);
      await apply(text(byId()));
      await apply(moved(byId(), byId(`${userId}M`)));
      await apply(text(byId(`${userId}M`)));
      const [one, same, hidden, still] = await authors();
      expect([same, still]).toEqual([one, hidden]);
      expect(await clientsOf(hidden ?? '')).toMatchObject([{ externalId: `${userId}M`, info: { userId: `${userId}M` } }]);
    });

    it('stays two people where the new number is somebody’s already; who is unknown stays unknown; once is as often', async () => {
      await apply(moved(byNumber(), byNumber(otherNumber())));
      expect(await events()).toEqual([]);
      await apply(text(byNumber()));
      await apply(text(byNumber(otherNumber())));
      await apply(moved(byNumber(), byNumber(otherNumber())));
      for (const person of [byNumber(), byNumber(otherNumber())]) await apply(text(person));
      const [one, other, ...later] = await authors();
      expect(later).toEqual([one, other]);
      expect(await updates()).toEqual([]);
    });

    it('moves while he writes: whichever is first, the second finds him', async () => {
      await apply(text(byNumber()));
      const first = harness.process(0).db.app(harness.appId).transaction(async (tx) => {
        await harness.process(0).inbound.apply(tx, harness.appId, channel, moved(byNumber(), byNumber(otherNumber())));
        const second = apply(text(byNumber(otherNumber())), harness.process(1)).then(() => 'both', (error: unknown) => error);
        await harness.waiting(1);
        return { second };
      });
      expect(await (await first).second).toBeInstanceOf(AccountTaken);
      await apply(text(byNumber(otherNumber())), harness.process(1));
      expect(new Set(await authors()).size).toBe(1);
    });
  });

  describe('somebody who is forgotten', () => {
    let user = '';
    const erase = async (kind: ErasureKind): Promise<void> => {
      const [row] = await harness.test.query<Pick<Erasure, 'id' | 'subjects'>>('select id, subjects from erasures where target_id = $1', [user]);
      const target = conversationErasures(harness.first.keyring).find((one) => one.kind === kind);
      await harness.first.db.app(harness.appId).transaction(async (tx) => target?.reveal(tx, { ...row, kind, appId: harness.appId, targetId: user } as Erasure));
    };
    beforeEach(async () => {
      await apply(text({ ...byBoth(), profile: { givenName: 'Ada' } }));
      [user = ''] = await authors();
    });

    it('and brought back is found by both names; by neither meanwhile', async () => {
      await harness.first.removal.remove(harness.context(), { userIdOrExternalId: user });
      expect(await harness.test.query('select from client_addresses where integration_id = $1', [channel.integrationId])).toEqual([]);
      await erase('user');
      await apply(text(byId()));
      await apply(text(byNumber()));
      expect(new Set(await authors())).toEqual(new Set([user]));
    });

    it('but for who he is on the channel, is found by both names, and gets back what else was known', async () => {
      await harness.first.personalInformation.delete(harness.context(), { userIdOrExternalId: user });
      const [client] = await clientsOf(user);
      expect([client?.externalId, client?.info]).toEqual([number, { userId }]);
      await erase('personal_information');
      expect(await clientsOf(user)).toMatchObject([{ externalId: number, info: { phoneNumber: number, userId } }]);
    });

    it('goes with the integration, once', async () => {
      await harness.test.query('delete from integrations where id = $1', [channel.integrationId]);
      expect(await removeOrphanedClients(harness.first.db)).toBe(1);
      expect((await events()).filter(({ type }) => type === 'client:remove')).toHaveLength(1);
      expect(await harness.test.query('select from deleted_integrations where integration_id = $1', [channel.integrationId])).toEqual([]);
    });
  });

  it('what is in clear in the database names nobody', async () => {
    for (const person of [byBoth(), byId()]) await apply(text(person));
    const [dump] = await harness.test.query<{ all: string }>("select concat((select string_agg(t::text, '') from clients t), (select string_agg(t::text, '') from client_addresses t), (select string_agg(t::text, '') from outbox_events t)) as all");
    for (const name of [number, userId]) for (const shown of [name, Buffer.from(name).toString('hex')]) expect(dump?.all).not.toContain(shown);
  });
});
