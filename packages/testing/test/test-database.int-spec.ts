import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appendEvent } from '@parley/persistence';
import pg from 'pg';
import { createApp, createTestDatabase, createUser, openDatabase, testKeyring, withClient, type TestDatabase } from '../src/index.js';

describe('createTestDatabase', () => {
  let database: TestDatabase;
  let other: TestDatabase;
  beforeAll(async () => {
    [database, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  });
  afterAll(() => Promise.all([database.close(), other.close()]));

  const query = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
    const client = new pg.Client(url);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  it('gives each caller a migrated database of its own', async () => {
    await query(database.adminUrl, "insert into accounts (id, display_name) values ('a', 'Acme')");
    expect(await query(database.adminUrl, 'select id from accounts')).toEqual([{ id: 'a' }]);
    expect(await query(other.adminUrl, 'select id from accounts')).toEqual([]);
  });

  it('binds the runtime role by row-level security', async () => {
    expect(await query(database.url, 'select id from accounts')).toEqual([]);
    await expect(query(database.url, "insert into accounts (id, display_name) values ('b', 'B')")).rejects.toThrow('row-level security');
  });

  it('has connections of withClient that may end in the middle: whoever asks them something is told', async () => {
    await withClient(database.adminUrl, async (client) => {
      const { rows: [row] } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      const ended = new Promise((resolve) => client.once('end', resolve));
      await query(database.adminUrl, `select pg_terminate_backend(${row?.pid})`);
      await ended;
      await expect(client.query('select 1')).rejects.toThrow();
    });
  });

  describe('each webhook event that is emitted in any test is validated against its schema:', () => {
    const user = { authenticated: false, signedUpAt: '2026-11-29T00:00:00.000Z', identities: [] };

    /** Emits events of such payloads, the user of the first `erased` gone afterwards, and closes the database. Answers what it says then. */
    async function emit(options: { madeUp?: boolean }, events: readonly { payload: object; profile?: unknown; erased?: boolean }[]): Promise<string[]> {
      const own = await createTestDatabase(options);
      const open = openDatabase(own.url, 1);
      const { id: appId } = await createApp(own);
      for (const { payload, profile, erased } of events) {
        const { id } = await createUser(own, appId);
        const [place, owner] = [{ table: 'users', row: id, column: 'sealed_details' }, { tenant: appId, subject: `user:${id}` as const }];
        const db = open.database.app(appId);
        const cells = profile === undefined ? [] : await testKeyring().seal(db, owner, [{ place, value: { profile } }]);
        const references = cells.map(() => ['user', owner.subject, place.table, place.row, place.column]);
        await db.transaction((tx) => appendEvent(tx, { appId, type: 'conversation:create', orderKey: id, skeleton: payload, references, cells }));
        if (erased) await own.query('delete from data_keys where subject = $1', [owner.subject]);
      }
      // Whoever delivers takes them.
      await own.query('delete from outbox_events');
      await open.close();
      const said = await own.close().then(() => '', (error: Error) => error.message);
      // Who may be null has two forms, of which the other fails too.
      return said.split('\n').filter((line) => line.startsWith('ours: ') && !/must be null|anyOf/.test(line));
    }

    it('whole users are cut as at sending; what is sealed is judged as it reads, and what quotes an erased user is not', async () => {
      const said = await emit({}, [
        { payload: { user } },
        { payload: { extra: 1 } },
        { payload: { user: { ...user, leak: 1 } } },
        { payload: { user }, profile: 'no object' },
        { payload: { user }, profile: 'erased', erased: true },
      ]);
      expect(said).toEqual([
        expect.stringMatching(/create \/payload must NOT have unevaluated properties .*extra/),
        expect.stringMatching(/create \/payload\/user must NOT have unevaluated properties .*leak/),
        expect.stringMatching(/create \/payload\/user\/profile must be object/),
      ]);
    });

    it('unless the spec makes them up', async () => {
      expect(await emit({ madeUp: true }, [{ payload: { leak: 1 } }])).toEqual([]);
    });
  });
});
