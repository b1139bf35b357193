import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type AppId } from '@parley/kernel';
import { openDocuments, type CellReference, type Keyring, type Subject } from '@parley/crypto-at-rest';
import { createApp, createTestDatabase, openDatabase, testKeyring, type OpenDatabase, type TestDatabase } from '@parley/testing';

describe('documents with quoted cells', () => {
  let database: TestDatabase;
  let open: OpenDatabase;
  let app: AppId;
  let keyring: Keyring;
  const subject: Subject = `user:${newId()}`;

  beforeAll(async () => {
    database = await createTestDatabase();
    open = openDatabase(database.url, 2);
    app = (await createApp(database)).id;
    keyring = testKeyring();
    await open.database.app(app).transaction((tx) => keyring.create(tx, app, [{ subject, items: [] }]));
  });
  afterAll(async () => {
    await open.close();
    await database.close();
  });

  /** A document of which each part is sealed as the row of its number. */
  const stored = async (skeleton: object, parts: readonly (readonly [at: string, value: unknown])[]) => ({
    tenant: app,
    skeleton,
    references: parts.map(([at], index): CellReference => [at, subject, 'parts', String(index), 'body']),
    cells: await keyring.seal(open.database.app(app), { tenant: app, subject }, parts.map(([, value], index) => ({ place: { table: 'parts', row: String(index), column: 'body' }, value }))),
  });
  const read = async (...documents: Awaited<ReturnType<typeof stored>>[]) =>
    (await openDocuments(keyring, open.database.app(app), documents)).map((each) => (each.ok ? each.document : each.fault.code));

  it('are merged in order: nested fields join, what came later wins, lists and texts are replaced whole', async () => {
    const skeleton = { id: 1, message: { id: 2, author: { type: 'user' } } };
    const document = await stored(skeleton, [
      ['message', { content: { type: 'text', text: 'one' }, list: [1, 2] }],
      ['message.author', { name: 'Ada' }],
      ['message', { content: { text: 'two' }, list: [3], author: { name: null } }],
      ['', { note: 'last' }],
      ['made.on.the.way', { here: true }],
    ]);
    expect(await read(document)).toEqual([{
      id: 1, note: 'last', made: { on: { the: { way: { here: true } } } },
      message: { id: 2, author: { type: 'user', name: null }, content: { type: 'text', text: 'two' }, list: [3] },
    }]);
    expect(skeleton).toEqual({ id: 1, message: { id: 2, author: { type: 'user' } } });
  });

  it('have no cell where the row had none', async () => {
    const document = await stored({ id: 1 }, [['a', { x: 1 }], ['b', { y: 1 }]]);
    expect(await read({ ...document, cells: [null, document.cells[1]!] })).toEqual([{ id: 1, b: { y: 1 } }]);
  });

  it('keep what customers call __proto__ or constructor as a field of that name, and change no prototype', async () => {
    const named = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "toString": "x"}') as object;
    const [document] = await read(await stored({ metadata: {} }, [
      ['metadata', named], ['metadata', named], ['metadata.__proto__', { polluted: 2 }], ['__proto__.deeper', { polluted: 3 }], ['metadata.constructor.prototype', { more: 4 }],
    ]));
    expect(JSON.stringify(document)).toBe(
      '{"metadata":{"__proto__":{"polluted":2},"constructor":{"prototype":{"polluted":1,"more":4}},"toString":"x"},"__proto__":{"deeper":{"polluted":3}}}');
    for (const probe of [{}, [], () => 1]) expect('polluted' in probe || 'deeper' in probe || 'more' in probe).toBe(false);
    expect((document as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('a fault in one leaves the others', async () => {
    const good = await stored({ id: 1 }, [['a', { x: 1 }]]);
    const broken = { ...good, cells: [Buffer.from(good.cells[0]!).fill(0, 50)] };
    const moved = { ...good, references: [['a', subject, 'parts', '9', 'body']] as CellReference[] };
    expect(await read(good, broken, await stored({ a: 'text' }, [['a.b', { x: 1 }]]), await stored({}, [['a', [1]]]), await stored({}, [['', null]]), moved, good))
      .toEqual([{ id: 1, a: { x: 1 } }, 'not_authentic', 'unknown_version', 'unknown_version', 'unknown_version', 'not_authentic', { id: 1, a: { x: 1 } }]);
  });
});
