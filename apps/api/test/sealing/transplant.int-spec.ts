import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createKey, testKeyring, webhookTarget, type WebhookTarget } from '@parley/testing';
import { call } from '../support/call.js';
import { deliver } from '../support/deliver.js';
import { expectError } from '../support/expect-error.js';
import { fillApp, type FilledApp } from '../support/filled-app.js';
import { startApi, type RunningApi } from '../support/running-api.js';
import { talkByTelegram } from '../support/talk-by-telegram.js';
import { startVendors, type Vendors } from '../support/vendors.js';
import { opening, overwrite, samePlace, sealedCells, sealedColumns, type FoundCell } from '../support/sealed-cells.js';

/** What a superuser can do with cells: whatever he puts where, nothing opens that was not sealed there. */
let vendors: Vendors;
let api: RunningApi;
let target: WebhookTarget;
let apps: FilledApp[];
const keys = new Map<string, string>();
let cells: FoundCell[];
const keyring = testKeyring();

/** Two apps are filled, also on a busy machine. */
const STARTING_MS = 120_000;
beforeAll(async () => {
  vendors = await startVendors();
  api = await startApi(vendors.settings);
  let said = 0;
  const say = () => `words ${said++}`;
  // It refuses for good what it is told, and says it again.
  target = await webhookTarget(({ body }) => ({ status: 400, body: JSON.stringify(body) }));
  apps = [await fillApp(api, say, target.url), await fillApp(api, say, target.url)];
  await deliver(api);
  // One waits again in deliveries, and one more in the outbox.
  for (const app of apps) {
    await talkByTelegram(api, vendors, { id: app.id, post: (path, json) => app.send(path, { json }) }, say);
    keys.set(app.id, (await createKey(api.database, { accountId: api.accountId, appId: app.id })).basic);
    const [dead] = await api.database.query<{ event_id: string }>("select event_id from dead_deliveries where app_id = $1 order by position desc limit 1", [app.id]);
    const again = await call(`${api.url}/parley/v1/apps/${app.id}${app.webhook.path}/deadDeliveries/${dead?.event_id}/replay`, { method: 'POST', authorization: keyOf(app) });
    expect(again.body).toEqual({ replay: { replayed: 1, dropped: 0, unreadable: 0, remaining: false } });
    await app.send('/conversations', { json: { type: 'sdkGroup', displayName: say(), metadata: { note: say() }, participants: [{ userId: app.users[0], subscribeSDKClient: false }] } });
  }
  cells = await sealedCells(api.database);
}, STARTING_MS);
afterEach(async () => {
  for (const cell of cells) await overwrite(api.database, cell, cell.item.cell);
});
afterAll(async () => {
  await api.close();
  vendors.close();
  await target.close();
});

const keyOf = ({ id }: FilledApp): string => keys.get(id) ?? '';

/** How many cells open, as they lie in the database now. */
const openNow = async () => (await opening(keyring, api.database, (await sealedCells(api.database)).map(({ item }) => item))).filter(Boolean).length;
const change = async (by: (cell: FoundCell, index: number) => Buffer | undefined) => {
  for (const [index, cell] of cells.entries()) {
    const bytes = by(cell, index);
    if (bytes) await overwrite(api.database, cell, bytes);
  }
};
const of = (table: string, column: string, app = apps[0]!) => cells.filter((cell) => cell.handle.table === table && cell.column === column && cell.item.tenant === app.id);
const swap = async (one: FoundCell, other: FoundCell) => {
  await overwrite(api.database, one, other.item.cell);
  await overwrite(api.database, other, one.item.cell);
};

describe('sealed cells, found from information_schema', () => {
  it('are in every sealed column, and open where they belong', async () => {
    const columns = (await sealedColumns(api.database)).flatMap(({ table, columns: names }) => names.map((column) => `${table}.${column}`));
    const filled = new Set(cells.map(({ handle, column }) => `${handle.table}.${column}`));
    // Devices are made by SDKs (clients.int-spec).
    expect(columns.filter((column) => !filled.has(column))).toEqual(['devices.sealed_details']);
    expect(columns.length).toBeGreaterThan(8);
    expect(await openNow()).toBe(cells.length);
  });

  it('open in no other row, column or app: every cell in the place of every other', async () => {
    const pairs = cells.flatMap((here) => cells.filter((from) => !samePlace(here.item, from.item)).map((from) => ({ here, from })));
    const between = (what: (pair: (typeof pairs)[number]) => boolean) => pairs.filter(what).length;
    expect(between(({ here, from }) => here.item.tenant !== from.item.tenant)).toBeGreaterThan(100);
    expect(between(({ here, from }) => here.handle.table === from.handle.table && here.column === from.column)).toBeGreaterThan(100);
    expect(between(({ here, from }) => here.handle === from.handle && here.column !== from.column)).toBeGreaterThan(10);
    const opened = await opening(keyring, api.database, pairs.map(({ here, from }) => ({ ...here.item, cell: from.item.cell })));
    expect(pairs.filter((_, index) => opened[index]).map(({ here, from }) => [here.item.place, from.item.place])).toEqual([]);
  });

  it('open nowhere once moved on by one in the database, and again once they are back', async () => {
    await change((_, index) => {
      const [here, from] = [cells[index]!, cells[(index + 1) % cells.length]!];
      return samePlace(here.item, from.item) ? Buffer.alloc(0) : from.item.cell;
    });
    expect(await openNow()).toBe(0);
  });

  it.each([
    ['a flipped bit of the version', (cell: Buffer) => flip(cell, 0)],
    ['a flipped bit of the key id', (cell: Buffer) => flip(cell, 7)],
    ['a flipped bit of the nonce', (cell: Buffer) => flip(cell, 40)],
    ['a flipped bit of the ciphertext', (cell: Buffer) => flip(cell, 45)],
    ['a flipped bit of the tag', (cell: Buffer) => flip(cell, cell.length - 1)],
    ['the last byte gone', (cell: Buffer) => cell.subarray(0, -1)],
    ['the header alone', (cell: Buffer) => cell.subarray(0, 45)],
    ['nothing left', () => Buffer.alloc(0)],
  ])('do not open with %s', async (_what, by) => {
    expect((await opening(keyring, api.database, cells.map(({ item }) => ({ ...item, cell: by(item.cell) })))).filter(Boolean)).toEqual([]);
  });
});

describe('the rows around still serve', () => {
  it('a page of messages leaves out the unreadable one only', async () => {
    const [app] = apps as [FilledApp];
    const list = async () => (await app.send<{ messages: { id: string }[] }>(`/conversations/${app.conversation}/messages`)).messages.map(({ id }) => id);
    expect(await list()).toEqual(app.messages);
    const second = of('messages', 'sealed_body')[1]!;
    await overwrite(api.database, second, of('messages', 'sealed_body', apps[1])[1]!.item.cell);
    expect(await list()).toEqual([app.messages[0], app.messages[2]]);
    await overwrite(api.database, second, flip(second.item.cell, 50));
    expect(await list()).toEqual([app.messages[0], app.messages[2]]);
  });

  it('a name that cannot be read is left out of its message', async () => {
    const [app] = apps as [FilledApp];
    const [first, second] = of('messages', 'author_name') as [FoundCell, FoundCell];
    await swap(first, second);
    const { messages } = await app.send<{ messages: { author: { displayName?: string } }[] }>(`/conversations/${app.conversation}/messages`);
    expect(messages.map(({ author }) => author.displayName)).toEqual([expect.stringMatching(/^words/), undefined, undefined]);
  });

  it.each(['users', 'conversations'] as const)('one of %s that cannot be read is 500 in the API’s shape, without detail; the other app’s is as it was', async (table) => {
    const [app, other] = apps as [FilledApp, FilledApp];
    const [mine, theirs] = [of(table, 'sealed_details')[0]!, of(table, 'sealed_details', other)[0]!];
    await overwrite(api.database, mine, theirs.item.cell);
    await expectInternalError(`/v2/apps/${app.id}/${table}/${mine.item.place.row}`);
    expect(await other.send(`/${table}/${theirs.item.place.row}`)).toBeDefined();
  });

  it('a webhook that cannot be read is 500, and left out of lists; the other app’s is as it was', async () => {
    const [app, other] = apps as [FilledApp, FilledApp];
    const [mine, theirs] = [of('webhooks', 'sealed_endpoint')[0]!, of('webhooks', 'sealed_endpoint', other)[0]!];
    await overwrite(api.database, mine, theirs.item.cell);
    const [authorization, others] = [keyOf(app), keyOf(other)];
    const path = `/v2/apps/${app.id}${app.webhook.path}`;
    await expectInternalError(path, { headers: { authorization } });
    await expectInternalError(path, { method: 'PATCH', body: '{"triggers":[]}', headers: { authorization, 'content-type': 'application/json' } });
    expect(await app.send('/integrations', { authorization })).toMatchObject({ integrations: [{ webhooks: [] }, { type: 'mailgun' }, { type: 'telegram' }] });
    expect(await other.send(other.webhook.path, { authorization: others })).toMatchObject({ webhook: { secret: other.webhook.secret } });
  });

  it('an answer that cannot be read is left out of the log of attempts, the others are there', async () => {
    const [app] = apps as [FilledApp];
    const at = `${api.url}/parley/v1/apps/${app.id}${app.webhook.path}`;
    const answered = async () => {
      const { attempts } = (await call(`${at}/attempts?page[size]=100`, { authorization: keyOf(app) })).body as { attempts: { id: string; answer?: string }[] };
      return attempts.filter(({ answer }) => answer?.startsWith('{"app"')).map(({ id }) => id);
    };
    const [first, second] = of('webhook_attempts', 'sealed_answer') as [FoundCell, FoundCell];
    const all = await answered();
    expect(all.length).toBeGreaterThan(3);
    await swap(first, second);
    expect(await answered()).toEqual(all.filter((id) => id !== first.item.place.row && id !== second.item.place.row));
  });

  it('a kept answer that cannot be read is 500, and its work is not done again', async () => {
    const [app] = apps as [FilledApp];
    const kept = of('idempotent_answers', 'sealed_answer').find(({ item }) => item.subject === `user:${app.users[0]}` && item.place.row.includes('/users {'))!;
    const { path, json, headers } = app.first;
    const users = () => api.database.query('select from users where app_id = $1', [app.id]);
    const before = await users();
    expect(await app.send(path, { json, headers })).toMatchObject({ user: { id: app.users[0] } });
    await overwrite(api.database, kept, of('users', 'sealed_details')[0]!.item.cell);
    await expectInternalError(`/v2/apps/${app.id}${path}`, { method: 'POST', body: JSON.stringify(json), headers: { ...headers, 'content-type': 'application/json' } });
    expect(await users()).toHaveLength(before.length);
  });
});

/** By fetch alone: no operation's document speaks of a 500. */
async function expectInternalError(path: string, init: RequestInit = {}): Promise<void> {
  const answer = await fetch(`${api.url}${path}`, { ...init, headers: { authorization: api.accountKey.basic, ...init.headers } });
  const text = await answer.text();
  expectError({ status: answer.status, headers: Object.fromEntries(answer.headers), text }, { status: 500, code: 'internal_error' });
  expect(text).not.toMatch(/seal|key|crypt|authentic|words/i);
}

function flip(cell: Buffer, at: number): Buffer {
  const changed = Buffer.from(cell);
  changed[at] = changed[at]! ^ 1;
  return changed;
}
