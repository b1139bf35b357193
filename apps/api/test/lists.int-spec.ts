import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp, createConversation, createMessages, createUser, createWebhooks, sqlOf, testKeyring } from '@parley/testing';
import { expectError } from './support/expect-error.js';
import { send, type RawAnswer } from './support/raw-http.js';
import { startApi, type RunningApi } from './support/running-api.js';

interface ListAnswer {
  readonly links: { readonly next?: string; readonly prev?: string };
  readonly [name: string]: unknown;
}

/** A list, what it needs in its query, and the ids of all that is in it, in order. */
interface List {
  readonly path: string;
  readonly filter: string;
  readonly ids: string[];
}

let api: RunningApi;
const lists: Record<string, List> = {};
const NAMES = ['apps', 'users', 'conversations', 'participants', 'messages', 'integrations'];
/** More than one page of each: a page of messages has 100 (openapi.yaml, ListMessages), of the others 25. */
const ROWS = 130;

beforeAll(async () => {
  api = await startApi();
  const { database, accountId } = api;
  const { id: appId } = await createApp(database, { accountId });
  const user = await createUser(database, appId);
  const { id: group } = await createConversation(database, appId, { type: 'sdkGroup' });
  const id = "lpad(n::text, 24, '0')";
  const numbered = Array.from({ length: ROWS }, (_, index) => String(index + 1).padStart(24, '0'));
  const fill = (insert: string, ...values: unknown[]) => database.query(`${insert} from generate_series(1, ${ROWS}) n`, values);
  await fill(`insert into apps (id, account_id, display_name, subdomain) select ${id}, $1, 'x', n::text`, accountId);
  await fill(`insert into users (app_id, id, signed_up_at) select $1, ${id}, now()`, appId);
  await fill(`insert into user_addresses select $1, ${id}, 'email', $2`, appId, await testKeyring().index(sqlOf(database), appId, 'email', 'a@example.org'));
  await fill(`insert into conversations (app_id, id, type, last_updated_at, created_at) select $1, ${id}, 'sdkGroup', now(), now()`, appId);
  await fill(`insert into participants (app_id, conversation_id, id, user_id) select $1, ${id}, ${id}, $2`, appId, user.id);
  await fill(`insert into participants (app_id, conversation_id, id, user_id) select $1, $2, ${id}, ${id}`, appId, group);
  await createMessages(database, appId, group, numbered);
  await fill(`insert into integrations (app_id, id, type) select $1, ${id}, 'custom'`, appId);
  await createWebhooks(database, appId, numbered.map((each) => ({ id: each, integrationId: each })));
  const app = `/v2/apps/${appId}`;
  const add = (name: string, path: string, filter = '', ids = numbered) => (lists[name] = { path, filter, ids });
  add('apps', '/v2/apps', '', [...numbered, appId]);
  add('users', `${app}/users`, 'filter[identities.email]=a%40example.org');
  add('conversations', `${app}/conversations`, `filter[userId]=${user.id}`);
  add('participants', `${app}/conversations/${group}/participants`);
  add('messages', `${app}/conversations/${group}/messages`);
  add('integrations', `${app}/integrations`);
});
afterAll(() => api.close());

const get = (path: string) => send(api.url, { path, headers: { authorization: api.accountKey.basic } });
const listOf = (name: string): List => lists[name] ?? { path: '', filter: '', ids: [] };
const ask = (name: string, query: string) => get(`${listOf(name).path}?${[listOf(name).filter, query].filter((part) => part !== '').join('&')}`);
const parsed = (answer: RawAnswer) => JSON.parse(answer.text) as ListAnswer;
const idsOf = (name: string, answer: RawAnswer) => (parsed(answer)[name] as { id: string }[]).map(({ id }) => id);
const encoded = (value: unknown) => encodeURIComponent(JSON.stringify(value));

/** Follows both links of a page, and expects what lies right before and behind it; at the list's ends there is no link. */
async function expectNeighbours(name: string, answer: RawAnswer): Promise<void> {
  const { ids } = listOf(name);
  const items = idsOf(name, answer);
  const [at, end] = [ids.indexOf(items[0] ?? ''), ids.indexOf(items.at(-1) ?? '') + 1];
  expect(items).toEqual(ids.slice(at, end));
  const { next, prev } = parsed(answer).links;
  expect({ next: next !== undefined, prev: prev !== undefined }).toEqual({ next: end < ids.length, prev: at > 0 });
  if (next !== undefined) {
    const followed = await follow(name, next);
    expect({ next, followed }).toEqual({ next, followed: ids.slice(end, end + followed.length) });
    expect(followed.length).toBeGreaterThanOrEqual(Math.min(items.length, ids.length - end));
  }
  if (prev !== undefined) {
    const followed = await follow(name, prev);
    expect({ prev, followed }).toEqual({ prev, followed: ids.slice(at - followed.length, at) });
    expect(followed.length).toBeGreaterThanOrEqual(Math.min(items.length, at));
  }
}

async function follow(name: string, link: string): Promise<string[]> {
  expect(link.startsWith(`${api.url}/v2/`)).toBe(true);
  const answer = await get(link.slice(api.url.length));
  expect({ link, status: answer.status }).toEqual({ link, status: 200 });
  return idsOf(name, answer);
}

/** 200 with links that work, or 400 with a title that names the parameter. */
async function expectSound(name: string, answer: RawAnswer): Promise<void> {
  if (answer.status !== 200) expectError(answer, { status: 400, code: 'bad_request', title: /page|filter|brandId|The URL should not contain NUL/ });
  else await expectNeighbours(name, answer);
}

const TWELVE = '000000000000000000000012';
const CRAFTED = [
  '', 'page[size]=2', 'page%5Bsize%5D=2', '%70age[siz%65]=2', 'page[size]=2&page[size]=2', `page=${encoded({ size: 2 })}&page[size]=3`, `page[size]=3&page=${encoded({ size: 2 })}`,
  `page=${encoded({ size: 2 })}&page=${encoded({ size: 2 })}`, `page=${encoded({ size: '2' })}`, `page=${encoded({ size: [2] })}`, `page=${encoded({ size: { a: 1 } })}`, `page=${encoded({ size: null })}`, `page=${encoded({ size: true })}`,
  `page=${encoded({ size: 2, after: TWELVE })}`, `page=${encoded({ before: TWELVE })}&page[size]=5`, `page=${encoded({ after: TWELVE })}&page[after]=${TWELVE}`, `page[before]=${TWELVE}`, `page[after]=${TWELVE}&page[size]=1`,
  'page={"size":1e400}', 'page={"size":2,"size":3}', 'page={"__proto__":{"size":2}}', 'page={"constructor":{"prototype":{"size":2}}}', 'page[__proto__][size]=2', 'page[constructor]=x', '__proto__=x', 'constructor=x&hasOwnProperty=y&toString=z&__proto__[size]=2',
  'page[size][a]=2', 'page[][size]=2', 'page[0]=2', 'page[size]=', 'page[size', 'page]size[=2', 'page.size=2', 'Page[size]=2', 'page[size]=2;page[size]=3', 'page[size]=+2', 'page[size]=2%20', 'page[size]=%EF%BC%92', 'page[size]=0x2', 'page[size]=02',
  'page[size]=%zz', 'page[size]=%', 'page=%', 'page=%7B', 'page=%FF', 'page={"size":2}%FF', 'page={"a":"%ED%A0%80"}', 'page=null', 'page=[]', 'page=""', 'page={}', 'page=', 'page', 'page&page', `page=${'['.repeat(5000)}`,
  'a=%FF%FE&b=%ED%A0%80&%C0=%C0', '%ED%A0%80=%ED%B0%80', '+=+', '&&=&==&', 'a=1&a=2&a=3', '?page=x', 'x=%3Fpage%3Dx', 'x=1#page=x', 'page[after]=%00', 'a[b]=1&a[c]=2', 'a=%22%3Cscript%3E',
];

describe.each(NAMES)('The list of %s', (name) => {
  it.each(CRAFTED)('?%s: a page whose links lead on, or 400 that names the parameter', async (query) => {
    await expectSound(name, await ask(name, query));
  });

  it('whatever is put together at random: the same', async () => {
    const next = generator(NAMES.indexOf(name) + 1);
    for (let round = 0; round < 40; round += 1) {
      const query = Array.from({ length: 1 + (next() % 6) }, () => PIECES[next() % PIECES.length]).join('');
      await expectSound(name, await ask(name, query));
    }
  });

  it.each(['#page=x', '#?page=x', ';page=x', '?#', '?'])('%s behind the path is no fault of ours', async (end) => {
    const answer = await get(`${listOf(name).path}${end}`);
    if (answer.status === 404) expectError(answer, { status: 404, code: 'not_found' });
    else await expectSound(name, answer);
  });

  it('a whole URL in the request line is read like its path', async () => {
    const { path, filter } = listOf(name);
    await expectSound(name, await get(`http://else.example${path}?${filter}`));
  });
});

describe('A crafted filter', () => {
  const values = ['=', '=a&filter[userId]=b', '[userId]=', '[userId][x]=1', '[__proto__]=1', `=${encoded({ userId: { a: 1 } })}`, `=${encoded({ userId: 'x'.repeat(1025) })}`, '={"userId":"\\ud800"}', '={"userId":"\\u0000"}', '=%FF', '[userId]=%ED%A0%80', '[userExternalId]=%C0%AE', '[identities.email]=%ED%A0%80', '[types]=,,,', '[types]=%C0', '[serviceAccountId]=x&filter[serviceAccountId]=y'];
  it.each(values)('filter%s is answered by 200, 400, 403 or 404 on every list', async (value) => {
    for (const name of NAMES) {
      const answer = await get(`${listOf(name).path}?filter${value}&brandId=%ED%A0`);
      expect({ name, status: answer.status, allowed: [200, 400, 403, 404].includes(answer.status) }).toMatchObject({ allowed: true });
    }
  });
});

const PIECES = ['page', '[', ']', 'size', 'after', 'before', '=', '&', '2', '101', '-1', TWELVE, '{', '}', '"', ':', '"size"', '%', '%5B', '%5D', '%22', '%C0', '+', ',', 'null', '__proto__', 'constructor', 'page[size]=', 'page[after]=', 'page[before]=', 'page={"size":2}', '&page[size]=2', '#', '?'];

/** The same numbers in every run: a linear congruential generator (Numerical Recipes). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 8;
  };
}
