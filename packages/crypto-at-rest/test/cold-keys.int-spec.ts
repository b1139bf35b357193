import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type AppId } from '@parley/kernel';
import type { ScopedSql, Statement } from '@parley/persistence';
import { createApp, createTestDatabase, openDatabase, testKeyring, type OpenDatabase, type TestDatabase } from '@parley/testing';
import type { Keyring, Owner, SealedItem } from '@parley/crypto-at-rest';

const PLACE = { table: 'messages', row: 'one', column: 'body' };

describe('keys that come into use', () => {
  let database: TestDatabase;
  let open: OpenDatabase;
  let app: AppId;
  let asked: string[];
  let keyring: Keyring;
  let first: SealedItem;
  /** Nobody's statement ends before this does. */
  let until: Promise<unknown> | undefined;

  const name = (statement: Statement) => (typeof statement === 'string' ? statement : statement.name);
  const watched = (sql: ScopedSql): ScopedSql => ({
    ...sql,
    query: async (statement, values) => {
      asked.push(`${name(statement)} ${[values?.[1]].flat().length}`);
      const rows = await sql.query<never>(statement, values);
      await until;
      return rows;
    },
  });
  const sql = () => watched(open.database.app(app));
  const made = async (kind: 'conversation' | 'user' = 'conversation'): Promise<SealedItem> => {
    const owner = { tenant: app, subject: `${kind}:${newId()}` as const };
    const [[cell] = []] = await open.database.app(app).transaction((tx) => testKeyring().create(tx, app, [{ subject: owner.subject, items: [{ place: PLACE, value: owner.subject }] }]));
    return { ...owner, place: PLACE, cell: cell! };
  };
  const opens = async (item: SealedItem, on = sql()) => expect(await keyring.openOne(on, item)).toBe(item.subject);

  beforeAll(async () => {
    database = await createTestDatabase();
    open = openDatabase(database.url, 4);
    app = (await createApp(database)).id;
    first = await made();
  });
  afterAll(async () => {
    await open.close();
    await database.close();
  });
  // A process that knows the keys of the app, and that of one conversation.
  beforeEach(async () => {
    [asked, until, keyring] = [[], undefined, testKeyring()];
    await opens(first);
    expect(asked).toEqual(['data-keys-find 1']);
    asked = [];
  });

  it('are read without those above them while these are remembered', async () => {
    await opens(await made());
    expect(asked).toEqual(['data-keys-of-subject 1']);
  });

  it('are read in one statement for all who ask while another is on its way, and for each only what he asked for', async () => {
    const items = [await made(), await made(), await made('user'), await made()];
    const [alone, ...others] = items as [SealedItem, ...SealedItem[]];
    await Promise.all([opens(alone), ...others.map((item) => opens(item)), keyring.seal(sql(), others[0]!, [{ place: PLACE, value: 1 }])]);
    expect(asked).toEqual(['data-keys-of-subject 1', 'data-keys-of-tenant 3']);
    const unknown: Owner = { tenant: app, subject: `conversation:${newId()}` };
    const more = await made();
    await Promise.all([opens(await made()), opens(more), expect(keyring.seal(sql(), unknown, [{ place: PLACE, value: 1 }])).rejects.toMatchObject({ code: 'key_missing' })]);
  });

  it('are never answered for by a statement that began before they were asked for', async () => {
    let release = (): void => undefined;
    until = new Promise<void>((resolve) => (release = resolve));
    const before = made().then((item) => opens(item));
    while (asked.length === 0) await new Promise(setImmediate);
    const owner = { tenant: app, subject: `conversation:${newId()}` as const };
    const [[cell] = []] = await open.database.app(app).transaction((tx) => testKeyring().create(tx, app, [{ subject: owner.subject, items: [{ place: PLACE, value: owner.subject }] }]));
    const later = opens({ ...owner, place: PLACE, cell: cell! });
    release();
    await Promise.all([before, later]);
    expect(asked).toHaveLength(2);
  });

  it('that PostgreSQL cannot be asked for spoil no other\'s', async () => {
    const [one, two] = [await made(), await made()];
    const impossible: Owner = { tenant: app, subject: 'conversation:\0' };
    await Promise.all([opens(one), opens(two), expect(keyring.seal(sql(), impossible, [])).rejects.toMatchObject({ code: '22021' })]);
  });

  it('of one app are read with nobody\'s of another', async () => {
    const [mine, more] = [await made(), await made()];
    const other = (await createApp(database)).id;
    const foreign = watched(open.database.app(other));
    const refused = expect(keyring.openOne(foreign, mine)).rejects.toMatchObject({ code: 'key_missing' });
    await Promise.all([opens(more), refused, opens(mine)]);
  });

  it('in a transaction are read by itself: it sees what nobody else does, and that is remembered by nobody', async () => {
    const subject = `conversation:${newId()}` as const;
    await expect(open.database.app(app).transaction(async (tx) => {
      const [[cell] = []] = await testKeyring().create(tx, app, [{ subject, items: [{ place: PLACE, value: subject }] }]);
      const item = { tenant: app, subject, place: PLACE, cell: cell! };
      const counted = { query: (statement: Statement, values?: readonly unknown[]) => (asked.push(name(statement)), tx.query<never>(statement, values)) };
      expect(await Promise.all([keyring.openOne(counted, item), keyring.openOne(counted, item)])).toEqual([subject, subject]);
      throw new Error('undone');
    })).rejects.toThrow('undone');
    expect(asked).toEqual(['data-keys-of-subject', 'data-keys-of-subject']);
    await expect(keyring.seal(sql(), { tenant: app, subject }, [])).rejects.toMatchObject({ code: 'key_missing' });
  });

  it('are read in advance all at once, each once; company comes along and asks for nothing by itself', async () => {
    const [one, two, author] = [await made(), await made(), await made('user')];
    await keyring.prepare(sql(), [first], [author]);
    expect(asked).toEqual([]);
    await keyring.prepare(sql(), [first, one, two, one], [author]);
    expect(asked).toEqual(['data-keys-of-tenant 3']);
    for (const item of [one, two, author]) await opens(item);
    expect(asked).toHaveLength(1);
  });

  it('whose app\'s own are forgotten meanwhile are opened all the same', async () => {
    let now = 1;
    keyring = testKeyring({ bounds: { most: 100, ttlMs: 1000 }, now: () => now });
    await opens(first);
    const late = await made();
    until = Promise.resolve().then(() => void (now = 2000));
    asked = [];
    await opens(late);
    expect(asked.map((each) => each.split(' ')[0])).toEqual(['data-keys-of-subject', 'tenant-key-find']);
  });
});
