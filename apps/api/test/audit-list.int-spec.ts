import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idPrefixAt } from '@parley/kernel';
import { Database } from '@parley/persistence';
import { createAccount, createApp, createIntegration, createKey, whileLocked } from '@parley/testing';
import { createHash } from 'node:crypto';
import { call, codes, titles, type Answer } from './support/call.js';
import { RowsTouched } from './support/rows-touched.js';
import { startApi, type RunningApi } from './support/running-api.js';

const MANY = 6000;
const START = Date.parse('2026-11-01T00:00:00.000Z');
/** One entry a second, from `START` on. */
const momentOf = (n: number): string => new Date(START + n * 1000).toISOString();
const idOf = (n: number): string => `${idPrefixAt(START + n * 1000).toString(16).padStart(14, '0')}${'0'.repeat(10)}`;
const RARE_ACTOR = 'act_000000000000000000000001';

interface Listed {
  readonly entries: { readonly id: string; readonly action: string }[];
  readonly meta: { readonly hasMore: boolean; readonly beforeCursor?: string };
  readonly links: { readonly prev?: string };
}

describe('GET /parley/v1/audit', () => {
  let api: RunningApi;
  let appId: string;
  let touched: RowsTouched;

  const list = (query = '', authorization = api.accountKey.basic) => call(`${api.url}/parley/v1/audit?${query}`, { authorization });
  const idsIn = (answer: Answer): string[] => (answer.body as Listed).entries.map(({ id }) => id);
  const lines = async (query: string): Promise<{ status: number; type: string | null; entries: { id: string }[] }> => {
    const answer = await fetch(`${api.url}/parley/v1/audit?${query}`, { headers: { authorization: api.accountKey.basic, accept: 'application/x-ndjson', 'x-request-id': 'export-7' } });
    return { status: answer.status, type: answer.headers.get('content-type'), entries: (await answer.text()).split('\n').slice(0, -1).map((line) => JSON.parse(line) as { id: string }) };
  };

  /** The entries of exports that some requests add. */
  const exported = async (work: () => Promise<unknown>): Promise<Record<string, unknown>[]> => {
    const known = (await api.database.query<{ id: string }>(`select id from audit_entries where action = 'audit:export'`)).map(({ id }) => id);
    await work();
    return api.database.query(`select * from audit_entries where action = 'audit:export' and id <> all($1) order by id`, [known]);
  };

  beforeAll(async () => {
    api = await startApi();
    const { database, accountId } = api;
    appId = (await createApp(database, { accountId })).id;
    const write = (account: string, count: number) => database.query(
      `insert into audit_entries (id, account_id, app_id, actor, scope, action, target_type, target_id, outcome, at)
       select lpad(to_hex((extract(epoch from at)::bigint << 24)), 14, '0') || lpad(case when $1 = $4 then '0' else '1' end, 10, '0'), $1, case when n % 100 = 0 then $2 else 'other' end,
              case when n % 1000 = 7 then '${RARE_ACTOR}' else 'act_x' end, 'account', case when n % 500 = 3 then 'app:delete' else 'app:update' end, 'app', 't' || n, 'done', at
       from (select n, to_timestamp(${START / 1000}) + n * interval '1 second' as at from generate_series(0, $3::int - 1) n) numbered`,
      [account, appId, count, accountId]);
    await write(accountId, MANY);
    await write((await createAccount(database)).id, MANY);
    await database.query('analyze audit_entries');
    touched = new RowsTouched(api.app.get(Database));
  });
  afterAll(() => api.close());

  it('answers the last page without a cursor, and leads to the first', async () => {
    const answer = await list('page[size]=2');
    expect(idsIn(answer)).toEqual([idOf(MANY - 2), idOf(MANY - 1)]);
    const { meta, links } = answer.body as Listed;
    expect([meta.hasMore, meta.beforeCursor]).toEqual([true, idOf(MANY - 2)]);
    expect(idsIn(await call(links.prev ?? '', { authorization: api.accountKey.basic }))).toEqual([idOf(MANY - 4), idOf(MANY - 3)]);
    expect(idsIn(await list(`page[after]=${idOf(9)}&page[size]=3`))).toEqual([idOf(10), idOf(11), idOf(12)]);
  });

  it('shows all of an entry', async () => {
    const answer = await list(`page[after]=${idOf(6)}&page[size]=1`);
    expect((answer.body as Listed).entries).toEqual([{
      id: idOf(7), accountId: api.accountId, appId: 'other', actor: { id: RARE_ACTOR, scope: 'account', address: null }, action: 'app:update',
      target: { type: 'app', id: 't7' }, outcome: 'done', requestId: null, at: momentOf(7), details: {},
    }]);
  });

  it.each<[string, () => string, number[]]>([
    ['actor', () => `filter[actor]=${RARE_ACTOR}`, [7, 1007, 2007, 3007, 4007, 5007]],
    ['action', () => 'filter[action]=app:delete&page[size]=3', [4503, 5003, 5503]],
    ['app', () => `filter[appId]=${appId}&page[size]=2`, [5800, 5900]],
    ['target', () => 'filter[target]=t77', [77]],
    ['time', () => `filter[from]=${momentOf(20)}&filter[to]=${momentOf(23)}`, [20, 21, 22]],
    ['a time in another zone', () => 'filter[from]=2026-11-01T01:00:00%2B01:00&filter[to]=2026-11-01T00:00:01Z', [0]],
    ['several at once', () => `filter[actor]=${RARE_ACTOR}&filter[from]=${momentOf(1000)}&filter[to]=${momentOf(3000)}&filter[action]=app:update`, [1007, 2007]],
    ['what is not there', () => 'filter[target]=nothing', []],
  ])('filters by %s', async (_, query, found) => {
    expect(idsIn(await list(query()))).toEqual(found.map(idOf));
  });

  it.each([['filter[from]=yesterday', 'filter[from] should be a date of the form YYYY-MM-DDThh:mm:ss.SSSZ'], ['filter[actor]=', 'filter[actor] should be a string of 1 to 1024 characters']])('refuses %s', async (query, title) => {
    const answer = await list(query);
    expect([answer.status, titles(answer)]).toEqual([400, [title]]);
  });

  it('tells nothing to the keys of apps and integrations, and to other accounts nothing of this one', async () => {
    const { database, accountId } = api;
    const integration = await createIntegration(database, appId);
    for (const owner of [{ accountId, appId }, { accountId, appId, integrationId: integration.id }]) {
      const answer = await list('', (await createKey(database, owner)).basic);
      expect([answer.status, codes(answer)]).toEqual([403, ['forbidden']]);
    }
    const { id } = await createAccount(database);
    expect(idsIn(await list('', (await createKey(database, { accountId: id })).basic))).toEqual([]);
  });

  describe('as lines of JSON', () => {
    it('answers every entry by the filter, oldest first', async () => {
      const all = await lines('');
      expect([all.status, all.type]).toEqual([200, 'application/x-ndjson']);
      expect(all.entries.map(({ id }) => id).slice(0, MANY)).toEqual(Array.from({ length: MANY }, (_, n) => idOf(n)));
      expect(all.entries.slice(MANY)).toMatchObject([{ action: 'audit:export', details: { filter: {} } }]);
      expect((await lines(`filter[actor]=${RARE_ACTOR}&page[after]=${idOf(2007)}`)).entries.map(({ id }) => id)).toEqual([3007, 4007, 5007].map(idOf));
      expect((await lines('filter[target]=nothing')).entries).toEqual([]);
    });

    it('is on the record before the first line: who, by which filter, in which request; what is not Parley’s own as a keyed hash', async () => {
      const { database, accountId, accountKey } = api;
      const asked = `filter[actor]=${RARE_ACTOR}&filter[action]=app:delete&filter[appId]=${appId}&filter[from]=${momentOf(1)}&page[after]=${idOf(7)}`;
      const entries = await exported(async () => {
        for (const target of ['ada@example.com', 'ada@example.com', 'bob@example.com']) expect((await lines(`${asked}&filter[target]=${target}`)).status).toBe(200);
      });
      const [one, , other] = entries.map(({ details }) => (details as { filter: { target: { hash: string } } }).filter.target.hash);
      const filter = (hash: string | undefined) => ({ actor: RARE_ACTOR, action: 'app:delete', appId, target: { hash }, from: momentOf(1), after: idOf(7) });
      const entry = {
        account_id: accountId, app_id: null, actor: accountKey.id, scope: 'account', address: '127.0.0.1', action: 'audit:export', target_type: 'auditLog', target_id: accountId,
        outcome: 'done', request_id: 'export-7',
      };
      expect(entries).toMatchObject([one, one, other].map((hash) => ({ ...entry, details: { filter: filter(hash) } })));
      expect(entries.map(({ details }) => Object.keys((details as { filter: object }).filter).length)).toEqual([6, 6, 6]);
      expect([one, other].map((hash) => hash?.length)).toEqual([64, 64]);
      expect(one).not.toBe(other);
      expect(one).not.toBe(createHash('sha256').update('ada@example.com').digest('hex'));
      expect(await database.query('select from audit_pending where entry_id = any($1)', [entries.map(({ id }) => id)])).toHaveLength(3);
    });

    it('hands out nothing where the entry cannot be written: 503 within two seconds', async () => {
      const { answer, ms } = await whileLocked(api.database, 'audit_pending', async () => {
        const start = performance.now();
        const refused = await call(`${api.url}/parley/v1/audit`, { authorization: api.accountKey.basic, headers: { accept: 'application/x-ndjson' } });
        return { answer: refused, ms: performance.now() - start };
      });
      expect([answer.status, codes(answer)]).toEqual([503, ['audit_unavailable']]);
      expect(ms).toBeLessThan(2000);
    });

    it('nothing is recorded of a page, of what is refused, and of a filter that is wrong', async () => {
      const { database, accountId } = api;
      const appKey = await createKey(database, { accountId, appId });
      expect(await exported(async () => {
        await list();
        await call(`${api.url}/parley/v1/audit`, { authorization: appKey.basic, headers: { accept: 'application/x-ndjson' } });
        expect((await lines('filter[from]=yesterday')).status).toBe(400);
      })).toEqual([]);
    });
  });

  it.each(['', `filter[actor]=${RARE_ACTOR}&`, 'filter[action]=app:delete&', 'filter[appId]=APP&', 'filter[target]=t77&', `filter[from]=${momentOf(3000)}&`, `filter[to]=${momentOf(3000)}&`])(
    'costs some rows for each of a page’s: %s',
    async (filter) => {
      for (const page of ['', `page[after]=${idOf(MANY / 2)}`, `page[before]=${idOf(MANY / 2)}`, `page[before]=${idOf(2)}`]) {
        touched.take();
        expect((await list(filter.replace('APP', appId) + page)).status).toBe(200);
        expect({ page, touched: touched.take() < 10 * 25 }).toEqual({ page, touched: true });
      }
    },
  );
});
