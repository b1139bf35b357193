import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@parley/kernel';
import { emailIndex } from '../src/users/user.address.js';
import { owner, userItems } from '../src/users/user.mapper.js';
import { all, Harness } from './harness.js';

/** An identity, as a channel will connect one. */
async function addEmail({ first: { db, keyring }, test, appId }: Harness, userId: string, email: string): Promise<void> {
  const sql = db.app(appId);
  const [details] = await keyring.seal(sql, owner(appId, userId), userItems(userId, { identities: [{ type: 'email', value: email, verification: 'sso' }] }));
  await test.query('update users set sealed_details = $2 where id = $1', [userId, details]);
  await test.query("insert into user_addresses values ($1, $2, 'email', $3)", [appId, userId, await emailIndex(keyring, sql, appId, email)]);
}

describe('users', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness.close());
  const users = () => harness.first.users;
  const ctx = () => harness.context();

  it('signedUpAt defaults to the creation time; a user shows what was given and nothing else', async () => {
    const before = Date.now();
    const user = await users().create(ctx(), { externalId: 'ada@example.org', brandId: null, profile: { givenName: 'Ada', surname: null }, metadata: { vip: true } });
    expect(user).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/), externalId: 'ada@example.org', authenticated: false, signedUpAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      profile: { givenName: 'Ada' }, metadata: { vip: true }, identities: [],
    });
    expect(Date.parse(user.signedUpAt)).toBeGreaterThanOrEqual(before - 1);
  });

  it('a second user of the same externalId is a conflict, also when both are created at once', async () => {
    const answers = await Promise.allSettled(Array.from({ length: 8 }, () => users().create(ctx(), { externalId: 'twice' })));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(users().create(ctx(), { externalId: 'twice' })).rejects.toMatchObject({ code: 'conflict', title: 'User already exists' });
  });

  it('an externalId is unique within a brand, and addressed with it', async () => {
    const plain = await users().create(ctx(), { externalId: 'branded' });
    const branded = await users().create(ctx(), { externalId: 'branded', brandId: '1' });
    expect((await users().get(ctx(), { userIdOrExternalId: 'branded' })).id).toBe(plain.id);
    expect((await users().get(ctx(), { userIdOrExternalId: 'branded', brandId: '1' })).id).toBe(branded.id);
    await expect(users().get(ctx(), { userIdOrExternalId: 'branded', brandId: '2' })).rejects.toMatchObject({ code: 'user_not_found' });
  });

  it('an externalId of the form of another user’s id loses to that id', async () => {
    const victim = await harness.user();
    const impostor = await users().create(ctx(), { externalId: victim });
    expect((await users().get(ctx(), { userIdOrExternalId: victim })).id).toBe(victim);
    await harness.first.removal.remove(ctx(), { userIdOrExternalId: victim });
    expect((await users().get(ctx(), { userIdOrExternalId: victim })).id).toBe(impostor.id);
  });

  it.each(['nobody', '0'.repeat(24), newId(), '\0', 'x'.repeat(2000)])('an unknown name is user_not_found (%#)', async (userIdOrExternalId) => {
    await expect(users().get(ctx(), { userIdOrExternalId })).rejects.toMatchObject({ code: 'user_not_found', title: 'User not found' });
  });

  it('an update merges profile and metadata key by key; null clears a key', async () => {
    const id = (await users().create(ctx(), { profile: { givenName: 'Ada', surname: 'L' }, metadata: { a: 1, b: 2 } })).id;
    const user = await users().update(ctx(), { userIdOrExternalId: id, change: { profile: { surname: null, locale: 'fr' }, metadata: { a: null, c: 'x' }, toBeRetained: true } });
    expect(user).toMatchObject({ profile: { givenName: 'Ada', locale: 'fr' }, metadata: { b: 2, c: 'x' }, toBeRetained: true });
    expect(user.profile).not.toHaveProperty('surname');
    expect(await users().get(ctx(), { userIdOrExternalId: id })).toEqual(user);
  });

  it('metadata that an update brings over 4096 bytes is refused, and nothing changes', async () => {
    const id = (await users().create(ctx(), { metadata: { a: 'x'.repeat(3000) } })).id;
    await expect(users().update(ctx(), { userIdOrExternalId: id, change: { metadata: { b: 'x'.repeat(3000) } } })).rejects.toMatchObject({ code: 'bad_request' });
    expect(Object.keys((await users().get(ctx(), { userIdOrExternalId: id })).metadata)).toEqual(['a']);
  });

  it('ListUsers needs identities.email, and matches identities, never profile.email', async () => {
    const email = 'sue@example.org';
    await harness.user({ profile: { email } });
    const id = await harness.user();
    await expect(users().list(ctx(), { page: all })).rejects.toMatchObject({ code: 'bad_request', title: 'filter[identities.email] is required' });
    expect((await users().list(ctx(), { email, page: all })).items).toEqual([]);
    await addEmail(harness, id, email);
    expect((await users().list(ctx(), { email, page: all })).items).toMatchObject([{ id, identities: [{ type: 'email', value: email, verification: 'sso' }] }]);
  });

  it('deleting a user takes his personal conversations and clients, takes him out of groups, and emits user:remove last', async () => {
    const [gone, other] = [await harness.user({ externalId: 'gone' }), await harness.user()];
    const [personal, group] = [await harness.personal(gone), await harness.group([gone, other])];
    await harness.say(group, 'stays', gone);
    const before = (await harness.events()).length;
    await harness.first.removal.remove(ctx(), { userIdOrExternalId: 'gone' });
    const events = (await harness.events()).slice(before);
    expect(events.map(({ type, order_key }) => [type, order_key])).toEqual([['conversation:remove', personal], ['conversation:leave', group], ['user:remove', gone]]);
    // Ids only: anything else would be lost with the user's key, or keep it from being lost.
    expect(events[2]?.payload).toMatchObject({ user: { id: gone, profile: {}, metadata: {}, identities: [] } });
    expect(JSON.stringify(events)).not.toContain('"gone"');
    await expect(harness.first.conversations.get(ctx(), personal)).rejects.toMatchObject({ code: 'conversation_not_found' });
    expect((await harness.first.participants.list(ctx(), { conversationId: group, page: all })).items).toMatchObject([{ userId: other, unreadCount: 1 }]);
    await expect(harness.first.removal.remove(ctx(), { userIdOrExternalId: gone })).rejects.toMatchObject({ code: 'user_not_found' });
  });
});

describe('useAnimalNames: animal names are used for unnamed users', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ settings: { useAnimalNames: true, multiConvoEnabled: true } });
  });
  afterAll(() => harness.close());
  const ctx = () => harness.context();
  const ANIMAL = expect.stringMatching(/^[A-Z][a-z]+ [A-Z][a-z]+$/);
  const [UNNAMED, STEVE] = [{ profile: { avatarUrl: 'https://example.org/a.png' } }, { profile: { givenName: 'Steve' } }];
  const change = (userIdOrExternalId: string, given: object) => harness.first.users.update(ctx(), { userIdOrExternalId, change: given });
  /** What the list of messages shows of their authors' names, and what their events do. */
  const names = async (conversationId: string) => [
    (await harness.first.messages.list(ctx(), { conversationId, page: all })).items.map(({ author }) => author?.displayName),
    (await harness.events('conversation:message')).filter(({ order_key: key }) => key === conversationId).map(({ payload }) => (payload as { message: { author: { displayName?: string } } }).message.author.displayName),
  ];

  it('as authors of messages, in answers, lists and events alike; the profile stays as it was given', async () => {
    const [ada, grace] = [await harness.user(UNNAMED), await harness.user()];
    const conversation = await harness.group([ada, grace]);
    const [posted] = await harness.first.messages.post(ctx(), { conversationId: conversation, message: { author: { type: 'user', userId: ada }, content: { type: 'text', text: '1' } } });
    await harness.say(conversation, '2', grace);
    await harness.say(conversation, '3', ada);
    const [listed = [], told = []] = await names(conversation);
    expect(listed).toEqual([ANIMAL, ANIMAL, posted?.author?.displayName]);
    expect([listed[0], told]).toEqual([listed[2], listed]);
    expect((await harness.first.users.get(ctx(), { userIdOrExternalId: ada })).profile).toEqual(UNNAMED.profile);
  });

  it('not where he has a name, or a message says one; one who loses his name is called as before he had it', async () => {
    const ada = await harness.user(UNNAMED);
    const conversation = await harness.group([ada]);
    await harness.say(conversation, 'unnamed', ada);
    await change(ada, STEVE);
    await harness.say(conversation, 'named', ada);
    await harness.first.messages.post(ctx(), { conversationId: conversation, message: { author: { type: 'user', userId: ada, displayName: 'Sam' }, content: { type: 'text', text: 'says one' } } });
    await change(ada, { profile: { givenName: null } });
    await harness.say(conversation, 'unnamed', ada);
    const [[before, ...after] = []] = await names(conversation);
    expect([before, ...after]).toEqual([ANIMAL, 'Steve', 'Sam', before]);
  });

  it('also where his name was deleted as personal information', async () => {
    const steve = await harness.user(STEVE);
    await harness.first.personalInformation.delete(ctx(), { userIdOrExternalId: steve });
    const conversation = await harness.group([steve]);
    const [posted] = await harness.first.messages.post(ctx(), { conversationId: conversation, message: { author: { type: 'user', userId: steve }, content: { type: 'text', text: '1' } } });
    expect(posted?.author?.displayName).toEqual(ANIMAL);
  });

  it('of other apps are left without, and so is who was made before it was set, until he is changed', async () => {
    await harness.test.query(`update apps set settings = '{"multiConvoEnabled": true}' where id = $1`, [harness.appId]);
    const ada = await harness.user(UNNAMED);
    const conversation = await harness.group([ada]);
    await harness.say(conversation, '1', ada);
    await harness.test.query(`update apps set settings = '{"multiConvoEnabled": true, "useAnimalNames": true}' where id = $1`, [harness.appId]);
    await harness.say(conversation, '2', ada);
    await change(ada, { metadata: { a: 1 } });
    await harness.say(conversation, '3', ada);
    expect(await names(conversation)).toEqual([[undefined, undefined, ANIMAL], [undefined, undefined, ANIMAL]]);
  });
});
