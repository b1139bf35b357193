import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { conversationErasures, removeOrphanedClients } from '@parley/conversations';
import type { Client } from '@parley/contracts';
import type { Erasure } from '@parley/erasure';
import { newId } from '@parley/kernel';
import { sqlOf } from '@parley/testing';
import { all, Harness, type Process } from './harness.js';

/** Two users of one phone number, both anonymous: a link makes them one. */
describe('a link of an account that another anonymous user has', () => {
  let harness: Harness;
  let integrationId: string;
  let nth = 0;
  const ctx = () => harness.context();
  const anonymous = async (given: object = {}) => {
    const id = await harness.user(given);
    return { id, conversation: await harness.personal(id) };
  };
  /** As `harness.link`, and answers the client as CreateClient does. */
  const link = (user: { id: string; conversation: string }, phoneNumber: string, process: Process = harness.first): Promise<Client> =>
    process.links.create(ctx(), { userIdOrExternalId: user.id, link: {
      matchCriteria: { type: 'whatsapp', integrationId, phoneNumber }, confirmation: { type: 'immediate' }, target: { conversationId: user.conversation },
    } });
  const phone = () => `+1555000${(nth += 1).toString().padStart(4, '0')}`;
  const clientsOf = async (id: string) => (await harness.first.clients.list(ctx(), { userIdOrExternalId: id, page: all })).items;
  const authors = async (conversationId: string) =>
    (await harness.first.messages.list(ctx(), { conversationId, page: all })).items.map(({ author }) => [author?.userId, author?.displayName]);
  const participants = async (conversationId: string) => (await harness.first.participants.list(ctx(), { conversationId, page: all })).items;
  const conversationsOf = async (userId: string) => (await harness.first.conversations.list(ctx(), { userId, page: all })).items.map(({ id, isDefault }) => [id, isDefault]);
  const erasureOf = async (userId: string): Promise<Erasure> => {
    const [row] = await harness.test.query<{ id: string; subjects: Erasure['subjects'] }>('select id, subjects from erasures where target_id = $1', [userId]);
    return { ...row, kind: 'user', appId: harness.appId, targetId: userId } as Erasure;
  };
  const erasing = () => {
    const found = conversationErasures(harness.first.keyring).find(({ kind }) => kind === 'user');
    if (!found) throw new Error('Nobody erases users');
    return found;
  };

  beforeAll(async () => {
    harness = await Harness.start({ processes: 2 });
  });
  beforeEach(async () => {
    integrationId = newId();
    await harness.test.query("insert into integrations (app_id, id, type, status) values ($1, $2, 'whatsapp', 'inactive')", [harness.appId, integrationId]);
  });
  afterAll(() => harness.close());

  it('makes both one: conversations, client, what was said under which name, profile and metadata are the surviving user’s, under his key', async () => {
    const [old, survivor] = [await anonymous({ profile: { givenName: 'Ada', surname: 'L' }, metadata: { tier: 'gold', since: 1 } }), await anonymous({ profile: { givenName: 'Adele' }, metadata: { tier: 'new' } })];
    const bob = await harness.user();
    const group = await harness.group([old.id, bob]);
    const shared = await harness.group([old.id, survivor.id]);
    const number = phone();
    const { id: clientId } = await link(old, number);
    for (const conversation of [old.conversation, group, shared]) await harness.say(conversation, 'hello', old.id);
    const before = (await harness.events()).length;
    const pending = await link(survivor, number);
    expect(pending).toMatchObject({ status: 'pending' });

    const merged = await harness.first.users.get(ctx(), { userIdOrExternalId: survivor.id });
    expect(merged).toMatchObject({ profile: { givenName: 'Adele', surname: 'L' }, metadata: { tier: 'new', since: 1 } });
    await expect(harness.first.users.get(ctx(), { userIdOrExternalId: old.id })).rejects.toMatchObject({ code: 'user_not_found' });
    expect(await clientsOf(survivor.id)).toMatchObject([{ id: clientId, status: 'active', externalId: number }]);
    expect((await conversationsOf(survivor.id)).toSorted()).toEqual([[old.conversation, false], [survivor.conversation, true], [group, false], [shared, false]].toSorted());
    for (const conversation of [old.conversation, group, shared]) expect(await authors(conversation)).toEqual([[survivor.id, 'Ada L']]);
    expect([(await participants(group)).map(({ userId }) => userId).toSorted(), (await participants(shared)).map(({ userId }) => userId)]).toEqual([[bob, survivor.id].toSorted(), [survivor.id]]);
    for (const conversation of [old.conversation, survivor.conversation])
      expect((await participants(conversation)).map(({ clientAssociations }) => clientAssociations)).toEqual([[{ type: 'whatsapp', clientId }]]);

    const events = (await harness.events()).slice(before);
    expect(events.map(({ type, order_key }) => [type, order_key])).toEqual([['client:add', survivor.id], ['user:merge', survivor.id], ['client:update', survivor.id]]);
    const payload = events[1]?.payload as Record<string, unknown>;
    expect(payload).toMatchObject({
      mergedUsers: { surviving: { id: survivor.id, profile: { surname: 'L' } }, discarded: { id: old.id, profile: { givenName: 'Ada' }, metadata: { tier: 'gold' } } },
      mergedClients: { surviving: { id: clientId, status: 'active', externalId: number }, discarded: pending }, reason: 'channelLinking',
    });
    expect(payload).not.toHaveProperty('discardedMetadata');
    expect(payload).not.toHaveProperty('mergedConversations');
    expect(await harness.test.query("select action, target_id, details ->> 'survivingUserId' as surviving from audit_entries where action = 'user:merge' and target_id = $1", [old.id]))
      .toEqual([{ action: 'user:merge', target_id: old.id, surviving: survivor.id }]);

    // Nothing that is shown needs the key that is to go.
    const away = (from: string, to: string) => harness.test.query('update data_keys set subject = $2 where subject = $1', [from, to]);
    await away(`user:${old.id}`, 'away');
    const other = harness.process(1);
    expect((await other.messages.list(ctx(), { conversationId: group, page: all })).items.map(({ author }) => author?.displayName)).toEqual(['Ada L']);
    expect((await other.clients.list(ctx(), { userIdOrExternalId: survivor.id, page: all })).items).toMatchObject([{ externalId: number }]);
    await away('away', `user:${old.id}`);
  });

  it('metadata over 4096 bytes are told as discarded, and the rest merged', async () => {
    const [old, survivor] = [await anonymous(), await anonymous()];
    const update = (id: string, metadata: Record<string, string>) => harness.first.users.update(ctx(), { userIdOrExternalId: id, change: { metadata } });
    await update(old.id, { large: 'x'.repeat(3000), small: 'y' });
    await update(survivor.id, { own: 'z'.repeat(2000) });
    const number = phone();
    await link(old, number);
    await link(survivor, number);
    expect(Object.keys((await harness.first.users.get(ctx(), { userIdOrExternalId: survivor.id })).metadata)).toEqual(['own', 'small']);
    const [event] = (await harness.events('user:merge')).slice(-1);
    expect((event?.payload as { discardedMetadata: object }).discardedMetadata).toEqual({ large: 'x'.repeat(3000) });
  });

  it('leaves the survivor one client of type sdk, with what was subscribed by the other and its devices', async () => {
    const [old, survivor] = [await anonymous(), await anonymous()];
    const subscribe = async (userId: string) => (await harness.first.creation.create(ctx(), { type: 'sdkGroup', participants: [{ userId, subscribeSDKClient: true }] })).id;
    const [his, own] = [await subscribe(old.id), await subscribe(survivor.id)];
    const sdkOf = async (id: string) => (await clientsOf(id)).find(({ type }) => type === 'sdk')?.id ?? '';
    const [gone, kept] = [await sdkOf(old.id), await sdkOf(survivor.id)];
    const device = newId();
    const [cell] = await harness.first.keyring.seal(sqlOf(harness.test), { tenant: harness.appId, subject: `user:${old.id}` }, [{ place: { table: 'devices', row: device, column: 'sealed_details' }, value: { guid: 'g' } }]);
    await harness.test.query(
      "insert into devices (app_id, id, user_id, client_id, integration_id, type, status, last_seen, sealed_details) values ($1, $2, $3, $4, $5, 'ios', 'active', now(), $6)",
      [harness.appId, device, old.id, gone, integrationId, cell]);
    const number = phone();
    await link(old, number);
    await link(survivor, number);
    expect((await clientsOf(survivor.id)).map(({ type }) => type).toSorted()).toEqual(['sdk', 'whatsapp']);
    for (const conversation of [his, own]) expect((await participants(conversation))[0]?.clientAssociations).toEqual([{ type: 'sdk', clientId: kept }]);
    const [row] = await harness.test.query<{ user_id: string; client_id: string; sealed_details: Buffer }>('select user_id, client_id, sealed_details from devices where id = $1', [device]);
    expect(row).toMatchObject({ user_id: survivor.id, client_id: kept });
    expect(await harness.first.keyring.openOne(sqlOf(harness.test), {
      tenant: harness.appId, subject: `user:${survivor.id}`, place: { table: 'devices', row: device, column: 'sealed_details' }, cell: row?.sealed_details ?? Buffer.alloc(0),
    })).toEqual({ guid: 'g' });
  });

  it('brands separate users: of another brand the account is taken, and nobody is merged', async () => {
    const made = await harness.first.users.create(ctx(), { brandId: 'b1' });
    const old = { id: made.id, conversation: await harness.personal(made.id) };
    const taker = await anonymous();
    const number = phone();
    await link(old, number);
    await link(taker, number);
    expect([await clientsOf(old.id), (await clientsOf(taker.id)).length]).toEqual([[], 1]);
    expect((await harness.events('client:remove')).at(-1)?.payload).toMatchObject({ reason: 'theft', user: { id: old.id } });
  });

  it('is refused while a legal hold is on the user who would be discarded, and changes nothing', async () => {
    const [old, survivor] = [await anonymous(), await anonymous()];
    const number = phone();
    await link(old, number);
    await harness.test.query("insert into legal_holds (app_id, id, target_type, target_id, created_by) values ($1, $2, 'user', $3, 'k')", [harness.appId, newId(), old.id]);
    const before = (await harness.events()).length;
    await expect(link(survivor, number)).rejects.toMatchObject({ code: 'legal_hold' });
    expect([(await clientsOf(old.id)).length, await clientsOf(survivor.id), (await harness.events()).length]).toEqual([1, [], before]);
  });

  it('of an account that nobody had, asked for at once by many, in two processes, with posts between: everybody is one in the end, nothing is lost, and each merger is told once', async () => {
    const users = await Promise.all([1, 2, 3, 4].map(() => anonymous()));
    const number = phone();
    const before = (await harness.events('user:merge')).length;
    const posts = users.map((user, index) => harness.say(user.conversation, `from ${index}`, user.id, harness.process(index)).then(() => 'said', (error: { code: string }) => error.code));
    await Promise.all(users.map((user, index) => link(user, number, harness.process(index))));
    const said = await Promise.all(posts);
    const left = (await Promise.all(users.map(({ id }) => clientsOf(id).catch(() => undefined)))).map((clients) => clients?.length);
    expect(left.toSorted()).toEqual([1, undefined, undefined, undefined]);
    const survivor = users[left.indexOf(1)]!;
    expect((await conversationsOf(survivor.id)).map(([id]) => id).toSorted()).toEqual(users.map(({ conversation }) => conversation).toSorted());
    expect((await conversationsOf(survivor.id)).filter(([, isDefault]) => isDefault)).toHaveLength(1);
    for (const [index, { conversation }] of users.entries()) {
      expect(['said', 'user_not_found', 'not_found']).toContain(said[index]);
      expect(await authors(conversation)).toEqual(said[index] === 'said' ? [[survivor.id, undefined]] : []);
    }
    expect((await harness.events('user:merge')).length - before).toBe(3);
  });

  it('a post of the discarded user that waited for his conversation meanwhile is not heard: he is nobody any more', async () => {
    const [old, survivor] = [await anonymous(), await anonymous()];
    const number = phone();
    await link(old, number);
    const waited = await harness.process(1).db.app(harness.appId).transaction(async (tx) => {
      await tx.query('select from conversations where app_id = $1 and id = $2 for update', [harness.appId, old.conversation]);
      const merging = link(survivor, number);
      await harness.waiting(1);
      const post = harness.say(old.conversation, 'too late', old.id).then(() => 'said', (error: { code: string }) => error.code);
      await harness.waiting(2);
      return { merging, post };
    });
    await waited.merging;
    expect(await waited.post).toBe('user_not_found');
    expect([await authors(old.conversation), (await participants(old.conversation)).map(({ userId }) => userId)]).toEqual([[], [survivor.id]]);
  });

  it('cannot be taken back, and the discarded user’s rows go without what became the survivor’s', async () => {
    const [old, survivor] = [await anonymous(), await anonymous()];
    const number = phone();
    await link(old, number);
    await harness.say(old.conversation, 'stays', old.id);
    await link(survivor, number);
    const erasure = await erasureOf(old.id);
    expect(erasure.subjects).toEqual([{ subject: `user:${old.id}` }]);
    await expect(harness.first.db.app(harness.appId).transaction((tx) => erasing().reveal(tx, erasure))).rejects.toMatchObject({ code: 'conflict' });
    await erasing().purge(harness.first.db, erasure, 100);
    expect(await harness.test.query('select from users where id = $1', [old.id])).toEqual([]);
    expect([await authors(old.conversation), (await clientsOf(survivor.id)).length]).toEqual([[[survivor.id, undefined]], 1]);
  });

  it('in a copy from before the merger hides the discarded user alone: his conversations stay, as nothing of them was erased', async () => {
    const old = await anonymous();
    await harness.say(old.conversation, 'stays', old.id);
    // As an older copy has it: the merger is in the ledger only.
    const erasure = { id: newId(), kind: 'user', appId: harness.appId, targetId: old.id, subjects: [{ subject: `user:${old.id}` }] } as unknown as Erasure;
    await harness.first.db.app(harness.appId).transaction((tx) => erasing().hideAgain(tx, erasure));
    await expect(harness.first.users.get(ctx(), { userIdOrExternalId: old.id })).rejects.toMatchObject({ code: 'user_not_found' });
    expect((await harness.first.messages.list(ctx(), { conversationId: old.conversation, page: all })).items).toHaveLength(1);
  });

  it('an integration that is deleted takes its clients along, each with its event; those of who is held stay out of sight until the hold is lifted', async () => {
    const [one, held] = [await anonymous(), await anonymous()];
    const { id } = await link(one, phone());
    const kept = await link(held, phone());
    const hold = newId();
    await harness.test.query("insert into legal_holds (app_id, id, target_type, target_id, created_by) values ($1, $2, 'user', $3, 'k')", [harness.appId, hold, held.id]);
    await harness.test.query('delete from integrations where id = $1', [integrationId]);
    expect([await clientsOf(one.id), await clientsOf(held.id), (await participants(one.conversation))[0]?.clientAssociations]).toEqual([[], [], []]);
    const before = (await harness.events()).length;
    expect(await removeOrphanedClients(harness.first.db)).toBe(1);
    const events = (await harness.events()).slice(before);
    expect(events).toMatchObject([{ type: 'client:remove', order_key: one.id, payload: { reason: 'api', client: { id, integrationId }, user: { id: one.id } } }]);
    expect(await harness.test.query('select id from clients where integration_id = $1', [integrationId])).toEqual([{ id: kept.id }]);
    await harness.test.query('update legal_holds set lifted_at = now() where id = $1', [hold]);
    expect([await removeOrphanedClients(harness.first.db), await removeOrphanedClients(harness.first.db)]).toEqual([1, 0]);
    expect(await harness.test.query('select from deleted_integrations where app_id = $1', [harness.appId])).toEqual([]);
  });
});
