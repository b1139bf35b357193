import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { openJointly } from '@parley/crypto-at-rest';
import { createTestDatabase, eventually, sqlOf, startOwnServer, testKeyring, webhookTarget, type TestDatabase, type TestServer, type WebhookTarget } from '@parley/testing';
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { spawnWorker } from './support/api-process.js';
import { AttachmentCopy } from './support/attachment-copy.js';
import { call } from './support/call.js';
import { DatabaseRows } from './support/database-rows.js';
import { deliver } from './support/deliver.js';
import { FORM, form, part } from './support/forms.js';
import { startApi, type RunningApi } from './support/running-api.js';
import { opening, sealedCells } from './support/sealed-cells.js';

// A server of its own is stopped and started, also on a busy machine.
jest.setTimeout(300_000);

/** What is said before the copies are made; one conversation and one user of it are erased after. */
interface Said {
  readonly app: string;
  readonly users: readonly [erased: string, kept: string];
  readonly conversations: readonly [erased: string, kept: string];
}

let server: TestServer;
let database: TestDatabase;
let authorization: string;
let said: Said;
let rows: DatabaseRows;
let copy: string;
let target: WebhookTarget;
let files: AttachmentCopy;

const attachmentStore = () => join(server.folder, 'attachments');
/** With their owner, who is the server's user. */
const copyFiles = (from: string, to: string) => execFileSync('cp', ['-a', from, to]);

/** What the product is while it runs, for as long as `use` takes. */
async function withApi<T>(use: (api: RunningApi) => Promise<T>): Promise<T> {
  const api = await startApi({ erasureDelaySeconds: 0, egressAllow: ['127.0.0.0/8'], attachmentStore: attachmentStore() }, database);
  authorization ??= api.accountKey.basic;
  try {
    return await use(api);
  } finally {
    await api.close();
  }
}
async function whileErasing(until: () => Promise<void>): Promise<void> {
  const worker = await spawnWorker({ DATABASE_URL: database.url, PARLEY_ATTACHMENT_STORE: attachmentStore() });
  try {
    await until();
  } finally {
    worker.child.kill();
    await worker.ended;
  }
}
const bothErased = async () => {
  await eventually('both erasures are complete', async () => (await database.query("select from erasures where state = 'complete'")).length === 2, 120);
};

async function send<T>(api: RunningApi, path: string, options: Parameters<typeof call>[1] = {}): Promise<T> {
  const answer = await call(`${api.url}${path}`, { authorization, ...options });
  if (answer.status > 299) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body as T;
}

async function fill(api: RunningApi): Promise<Said> {
  const { app: { id: app } } = await send<{ app: { id: string } }>(api, '/v2/apps', { json: { displayName: 'Shop', settings: { multiConvoEnabled: true } } });
  const user = async (name: string) => (await send<{ user: { id: string } }>(api, `/v2/apps/${app}/users`, { json: { externalId: name, profile: { givenName: name } } })).user.id;
  await send(api, `/v2/apps/${app}/integrations`, { json: { type: 'custom', webhooks: [{ target: target.url, triggers: ['conversation:message', 'conversation:join'] }] } });
  const users = [await user('erased'), await user('kept')] as const;
  const conversation = async (displayName: string) => {
    const participants = [{ userId: users[1], subscribeSDKClient: false }];
    const { conversation: { id } } = await send<{ conversation: { id: string } }>(api, `/v2/apps/${app}/conversations`, { json: { type: 'sdkGroup', displayName, participants } });
    const content = { type: 'text', text: `words of ${displayName}` };
    await send(api, `/v2/apps/${app}/conversations/${id}/messages`, { json: { author: { type: 'user', userId: users[1] }, content } });
    const file = part(Buffer.from(`file of ${displayName}`), { name: 'note.txt', type: 'text/plain' });
    await send(api, `/v2/apps/${app}/attachments?for=message&conversationId=${id}`, { raw: form(file), headers: FORM });
    return id;
  };
  const conversations = [await conversation('erased'), await conversation('kept')] as const;
  // What is told of him is told in a conversation that stays.
  await send(api, `/v2/apps/${app}/conversations/${conversations[1]}/join`, { json: { userId: users[0], subscribeSDKClient: false } });
  await deliver(api);
  return { app, users, conversations };
}

/** Of the database as it lies there, with every key that there is: which subjects' cells open, and which do not. */
async function byKeyring(): Promise<{ open: Set<string>; closed: Set<string> }> {
  const items = (await sealedCells(database)).filter(({ handle }) => handle.table !== 'destroyed_keys').map(({ item }) => item);
  const opened = await opening(testKeyring(), database, items);
  const subjects = (is: boolean) => new Set(items.filter((_, index) => opened[index] === is).map(({ subject }) => subject as string));
  return { open: subjects(true), closed: subjects(false) };
}
const erased = () => [`conversation:${said.conversations[0]}`, `user:${said.users[0]}`];
const neighbours = () => [`conversation:${said.conversations[1]}`, `user:${said.users[1]}`];

/** The same of what the webhook's target answered, which says of which event. */
async function answers(): Promise<string[]> {
  const found = await database.query<{ id: string; app_id: never; subject: never; other_subjects: never[]; sealed_answer: Buffer }>('select * from webhook_attempts where sealed_answer is not null order by id');
  const opened = await openJointly(testKeyring(), sqlOf(database), found.map(({ id, app_id: tenant, subject, other_subjects: others, sealed_answer: cell }) =>
    ({ tenant, place: { table: 'webhook_attempts', row: id, column: 'sealed_answer' }, subjects: [subject, ...others], cell })));
  return opened.flatMap((one) => one.ok ? String(one.value) : []).toSorted();
}

/** The erased are closed without the replay; with it they are not found; every neighbour opens. */
async function expectPast(): Promise<void> {
  const state = await byKeyring();
  expect([...state.closed].toSorted()).toEqual(erased());
  for (const subject of neighbours()) expect(state.open).toContain(subject);
  // Also what was told of the user in the conversation that stays, and the files' bytes.
  expect(await database.query('select from webhook_attempts where sealed_answer is not null')).toHaveLength(3);
  expect([await answers(), await files.texts(database)]).toEqual([[`conversation:message in ${said.conversations[1]}`], ['file of kept']]);
  expect(await database.query('select from erasures')).toEqual([]);
  await whileErasing(bothErased);
  await withApi(async (api) => {
    const status = async (path: string) => (await call(`${api.url}/v2/apps/${said.app}${path}`, { authorization })).status;
    for (const [index, expected] of [[0, 404], [1, 200]] as const) {
      expect([await status(`/users/${said.users[index]}`), await status(`/conversations/${said.conversations[index]}`)]).toEqual([expected, expected]);
    }
    const { messages } = await send<{ messages: { content: { text: string } }[] }>(api, `/v2/apps/${said.app}/conversations/${said.conversations[1]}/messages`);
    expect(messages.map(({ content }) => content.text)).toEqual(['words of kept']);
  });
  expect((await byKeyring()).closed).toEqual(new Set());
  expect(await database.query('select subject from webhook_attempts where sealed_answer is not null')).toEqual([{ subject: `conversation:${said.conversations[1]}` }]);
}

beforeAll(async () => {
  server = await startOwnServer();
  database = await createTestDatabase();
  copy = join(server.folder, 'cluster-before');
  target = await webhookTarget(({ body }) => {
    const [{ type, payload }] = (body as { events: [{ type: string; payload: { conversation: { id: string } } }] }).events;
    return { body: `${type} in ${payload.conversation.id}` };
  });
  said = await withApi(fill);
  files = await AttachmentCopy.take(database, attachmentStore(), join(server.folder, 'attachments-before'));
  const told = (type: string, index: 0 | 1) => `conversation:${type} in ${said.conversations[index]}`;
  expect([await answers(), await files.texts(database)]).toEqual([[told('message', 0), told('message', 1), told('join', 1)].toSorted(), ['file of erased', 'file of kept']]);
  rows = await DatabaseRows.copy(database);
  await server.whileStopped((cluster) => copyFiles(cluster, copy));
  expect((await byKeyring()).closed).toEqual(new Set());
  await withApi(async (api) => {
    await send(api, `/v2/apps/${said.app}/conversations/${said.conversations[0]}`, { method: 'DELETE' });
    await send(api, `/v2/apps/${said.app}/users/${said.users[0]}`, { method: 'DELETE' });
  });
  await whileErasing(bothErased);
});
// With its server the database is gone, and every connection to it.
afterAll(async () => {
  await server.stop();
  await target.close();
});

describe('a copy from before an erasure, beside the present key store', () => {
  it('as rows: what was erased is closed, all else opens', async () => {
    await rows.putBack(database);
    await expectPast();
  });

  it('as files: what was erased is closed, all else opens', async () => {
    await server.whileStopped((cluster) => {
      rmSync(cluster, { recursive: true });
      copyFiles(copy, cluster);
    });
    await expectPast();
  });
});
