import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { conversationErasures } from '@parley/conversations';
import type { Erasure } from '@parley/erasure';
import { all, Harness } from './harness.js';

const COLUMNS_OF = { users: 'sealed_details, sealed_name, former_details, nameless_until', clients: 'sealed_details, former_details' };
const ADA = { givenName: 'Ada', surname: 'Lovelace', email: 'ada@example.org', avatarUrl: 'https://example.org/ada.png', locale: 'en' };

describe("the deletion of a user's personal information", () => {
  let harness: Harness;
  let ada: string;
  let group: string;
  const ctx = () => harness.context();
  const names = async () => (await harness.first.messages.list(ctx(), { conversationId: group, page: all })).items.map(({ author }) => author?.displayName);
  const user = () => harness.first.users.get(ctx(), { userIdOrExternalId: 'ada' });
  const keyIds = async (column: string) =>
    (await harness.test.query<{ id: string }>(`select encode(substring(${column} from 2 for 32), 'hex') as id from users where id = $1`, [ada])).map(({ id }) => id);
  const waiting = async (): Promise<Erasure> => {
    const [row] = await harness.test.query<{ id: string; subjects: Erasure['subjects'] }>('select id, subjects from erasures where target_id = $1 order by id desc limit 1', [ada]);
    return { ...row, kind: 'personal_information', appId: harness.appId, targetId: ada } as Erasure;
  };
  const target = () => {
    const found = conversationErasures(harness.first.keyring).find(({ kind }) => kind === 'personal_information');
    if (!found) throw new Error('Nobody erases personal information');
    return found;
  };

  /** What is known of her client. */
  const client = async () => (await harness.first.clients.list(ctx(), { userIdOrExternalId: 'ada', page: all })).items.map(({ externalId, displayName, info }) => ({ externalId, displayName, info }));
  const LINKED = { externalId: '+15550001234', displayName: '+1 555-000-1234', info: { phoneNumber: '+15550001234' } };

  beforeAll(async () => {
    harness = await Harness.start();
    ada = (await harness.first.users.create(ctx(), { externalId: 'ada', profile: ADA, metadata: { tier: 'gold' } })).id;
    group = await harness.group([ada, await harness.user({ profile: { givenName: 'Bob' } })]);
    await harness.say(group, 'first', ada);
    await harness.link(ada, await harness.personal(ada), '+1 555-000-1234');
  });
  afterAll(() => harness.close());

  it('clears name, address, avatar and metadata at once, also beside what was said, and keeps external id, locale and history', async () => {
    const [before] = await keyIds('sealed_details');
    const cleared = await harness.first.personalInformation.delete(ctx(), { userIdOrExternalId: 'ada' });
    expect(cleared).toMatchObject({ id: ada, externalId: 'ada', profile: { locale: 'en' }, metadata: {}, identities: [] });
    expect(cleared.profile).toEqual({ locale: 'en' });
    expect(await user()).toEqual(cleared);
    expect(await names()).toEqual([undefined]);
    expect(await client()).toEqual([{ externalId: LINKED.externalId }]);
    expect(await keyIds('sealed_details')).not.toEqual([before]);
    expect(await keyIds('former_details')).toEqual([before]);
    const [{ subjects } = {}] = await harness.test.query<{ subjects: unknown }>('select subjects from erasures where target_id = $1', [ada]);
    expect(subjects).toEqual([{ subject: `user:${ada}`, throughGeneration: 1 }]);
  });

  it('what is sealed from then on is sealed under the new key, also by a process that remembers the old one', async () => {
    await harness.first.users.update(ctx(), { userIdOrExternalId: 'ada', change: { profile: { givenName: 'A.' } } });
    const [former] = await keyIds('former_details');
    expect(await keyIds('sealed_details')).not.toEqual([former]);
    expect(await keyIds('sealed_name')).toEqual(await keyIds('sealed_details'));
    expect((await user()).profile).toEqual({ givenName: 'A.', locale: 'en' });
  });

  it('cancelled, it brings back what nothing has taken the place of', async () => {
    const erasure = await waiting();
    await harness.first.db.app(harness.appId).transaction((tx) => target().reveal(tx, erasure));
    expect(await user()).toMatchObject({ profile: { ...ADA, givenName: 'A.' }, metadata: { tier: 'gold' } });
    expect(await names()).toEqual(['Ada Lovelace']);
    expect(await client()).toEqual([LINKED]);
  });

  it('still waiting, it clears him again where rows from before it were put back, and what was given since it stays', async () => {
    const TABLES = ['users', 'clients', 'user_addresses'];
    const rows = async () => JSON.stringify(await Promise.all(TABLES.map((table) => harness.test.query(`select * from ${table} where app_id = $1`, [harness.appId]))));
    const keep = async (kept: string) => {
      for (const table of TABLES) await harness.test.query(`create table ${kept}_${table} as table ${table}`);
    };
    const putBack = async (kept: string) => {
      await harness.test.query(`update users l set (${COLUMNS_OF.users}) = (select ${COLUMNS_OF.users} from ${kept}_users k where k.id = l.id) where id = $1`, [ada]);
      await harness.test.query(`update clients l set (${COLUMNS_OF.clients}) = (select ${COLUMNS_OF.clients} from ${kept}_clients k where k.id = l.id) where user_id = $1`, [ada]);
      await harness.test.query(`delete from user_addresses where user_id = $1`, [ada]);
      await harness.test.query(`insert into user_addresses select * from ${kept}_user_addresses where user_id = '${ada}'`);
    };
    const hideAgain = async () => {
      const erasure = await waiting();
      await harness.first.db.app(harness.appId).transaction((tx) => target().hideAgain(tx, erasure));
    };
    await keep('before');
    const cleared = await harness.first.personalInformation.delete(ctx(), { userIdOrExternalId: 'ada' });
    await harness.first.users.update(ctx(), { userIdOrExternalId: 'ada', change: { profile: { givenName: 'New' } } });
    const since = await rows();
    await hideAgain();
    expect(await rows()).toBe(since);
    await putBack('before');
    expect((await user()).profile).toMatchObject({ email: ADA.email });
    await hideAgain();
    expect(await user()).toEqual(cleared);
    expect([await names(), await client()]).toEqual([[undefined], [{ externalId: LINKED.externalId }]]);
    const again = await rows();
    await hideAgain();
    expect(await rows()).toBe(again);
    const erasure = await waiting();
    await harness.first.db.app(harness.appId).transaction((tx) => target().reveal(tx, erasure));
    expect(await user()).toMatchObject({ profile: { ...ADA, givenName: 'A.' }, metadata: { tier: 'gold' } });
    expect([await names(), await client()]).toEqual([['Ada Lovelace'], [LINKED]]);
  });

  it('completed, it keeps nothing of what was before; an unknown user is not found', async () => {
    await harness.first.personalInformation.delete(ctx(), { userIdOrExternalId: ada });
    expect(await target().purge(harness.first.db, await waiting(), 100)).toBe(2);
    for (const [table, column] of [['users', 'id'], ['clients', 'user_id']])
      expect(await harness.test.query(`select former_details from ${table} where ${column} = $1`, [ada])).toEqual([{ former_details: null }]);
    expect(await names()).toEqual([undefined]);
    await expect(harness.first.personalInformation.delete(ctx(), { userIdOrExternalId: 'nobody' })).rejects.toMatchObject({ code: 'user_not_found' });
  });
});
