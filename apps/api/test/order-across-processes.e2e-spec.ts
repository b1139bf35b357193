import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  createApp, createConversation, createIntegration, createWebhooks, createKey, createTestDatabase, createUser, webhookTarget, type TestDatabase, type TestKey, type WebhookTarget,
} from '@parley/testing';
import { spawnApi, spawnWorker, type ApiProcess } from './support/api-process.js';
import { call, type Answer } from './support/call.js';

// Four processes start, which takes long where several builds share the machine.
jest.setTimeout(240_000);

const POSTERS = 16;
const ROUNDS = 3;
/** Posted by one poster without waiting for the one before: they may share a transaction. */
const TOGETHER = 4;
const TOTAL = POSTERS * ROUNDS * TOGETHER;

interface Posted {
  readonly id: string;
  readonly poster: number;
  readonly round: number;
  readonly startedAt: number;
  readonly answeredAt: number;
}
interface Page {
  readonly messages: readonly { readonly id: string }[];
  readonly meta: { readonly beforeCursor?: string };
}

describe('within a conversation, id order = commit order = list order = delivery order, with two API processes and two workers', () => {
  let database: TestDatabase;
  let target: WebhookTarget;
  let path: string;
  let key: TestKey;
  let apis: ApiProcess[] = [];
  let workers: ApiProcess[] = [];
  const posted: Posted[] = [];

  const post = async (poster: number, round: number): Promise<void> => {
    const startedAt = performance.now();
    const json = { author: { type: 'business' }, content: { type: 'text', text: `${poster}/${round}` } };
    const { status, body } = await call(`${apis[poster % 2]?.url}${path}`, { authorization: key.basic, json });
    const [message] = (body as Page).messages;
    expect(status).toBe(201);
    posted.push({ id: message?.id ?? '', poster, round, startedAt, answeredAt: performance.now() });
  };
  const poster = async (nth: number): Promise<void> => {
    for (let round = 0; round < ROUNDS; round += 1) await Promise.all(Array.from({ length: TOGETHER }, () => post(nth, round)));
  };
  /**
   * The messages of the events, by the first arrival of each: a worker that is kept from running for longer than its lease
   * loses the lane, and another sends the event again under its id.
   */
  const heard = (): string[] => {
    const events = target.received.flatMap(({ body }) => (body as { events: { id: string; payload: { message: { id: string } } }[] }).events);
    return [...new Map(events.map(({ id, payload }) => [id, payload.message.id])).values()];
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    target = await webhookTarget();
    const { id: appId, accountId } = await createApp(database);
    key = await createKey(database, { accountId, appId });
    const { id: integrationId } = await createIntegration(database, appId);
    await createWebhooks(database, appId, [{ integrationId, target: target.url }]);
    const { id } = await createConversation(database, appId, { userIds: [(await createUser(database, appId)).id] });
    path = `/v2/apps/${appId}/conversations/${id}/messages`;
    const env = { DATABASE_URL: database.url };
    [apis, workers] = await Promise.all([Promise.all([spawnApi(env), spawnApi(env)]), Promise.all([spawnWorker(env), spawnWorker(env)])]);
    await Promise.all([...apis.map((api) => api.logged('listening')), ...workers.map((worker) => worker.logged('working'))]);
    await Promise.all(Array.from({ length: POSTERS }, (_, nth) => poster(nth)));
    await target.until(() => new Set(heard()).size === TOTAL, 60_000);
  });
  afterAll(async () => {
    for (const { child, ended } of [...apis, ...workers]) {
      child.kill('SIGKILL');
      await ended;
    }
    await target?.close();
    await database?.close();
  });

  /** By one of the processes, page by page from the end. */
  const listed = async (api?: ApiProcess): Promise<string[]> => {
    const ids: string[] = [];
    for (let query = ''; ; ) {
      const { messages, meta } = ((await call(`${api?.url}${path}${query}`, { authorization: key.basic })) as Answer & { body: Page }).body;
      ids.unshift(...messages.map(({ id }) => id));
      if (meta.beforeCursor === undefined) return ids;
      query = `?page[before]=${meta.beforeCursor}`;
    }
  };

  it('every answer names a message of its own', () => {
    expect(new Set(posted.map(({ id }) => id)).size).toBe(TOTAL);
  });

  it('a message that was answered before another was sent has the smaller id, whichever process took them', () => {
    const wrong = posted.flatMap((early) => posted.filter((late) => early.answeredAt < late.startedAt && early.id >= late.id).map((late) => [early, late]));
    expect(wrong).toEqual([]);
    // It says something only of pairs that did not overlap: all rounds of a poster, and some of different processes.
    expect(posted.some((early) => posted.some((late) => early.answeredAt < late.startedAt && early.poster % 2 !== late.poster % 2))).toBe(true);
  });

  it('both processes list every message once, in the order of ids', async () => {
    const ids = posted.map(({ id }) => id).toSorted();
    expect([await listed(apis[0]), await listed(apis[1])]).toEqual([ids, ids]);
  });

  it('the webhook heard of every message by one event, in the order of the list', async () => {
    expect(heard()).toEqual(await listed(apis[0]));
  });

  it('events of the switchboard are sent too, in order, to those whom they concern, with the history that the target of an offer wants', async () => {
    const { id: appId, accountId } = await createApp(database);
    const basic = (await createKey(database, { accountId, appId })).basic;
    const app = (at: string, json: object = {}, method = 'POST') => call(`${apis[0]?.url}/v2/apps/${appId}${at}`, { authorization: basic, json, method });
    const { id: board } = ((await app('/switchboards')).body as { switchboard: { id: string } }).switchboard;
    const linked = async (name: string, more: object = {}) => {
      const { id: integrationId } = await createIntegration(database, appId);
      await createWebhooks(database, appId, [{ integrationId, target: `${target.url}/${name}`, triggers: ['conversation:message', 'switchboard:offerControl', 'switchboard:acceptControl', 'switchboard:passControl:failure', 'switchboard:releaseControl'] }]);
      const { body } = await app(`/switchboards/${board}/switchboardIntegrations`, { name, integrationId, deliverStandbyEvents: false, ...more });
      return (body as { switchboardIntegration: { id: string } }).switchboardIntegration.id;
    };
    const desk = await linked('desk');
    await linked('bot', { messageHistoryCount: 2 });
    await app(`/switchboards/${board}`, { enabled: true, defaultSwitchboardIntegrationId: desk }, 'PATCH');
    const { id } = await createConversation(database, appId, { userIds: [(await createUser(database, appId)).id] });
    const statuses: number[] = [];
    for (const [action, json] of [
      ['messages', { author: { type: 'business' }, content: { type: 'text', text: 'Hello' } }], ['offerControl', { switchboardIntegration: 'bot', metadata: { a: 1 } }],
      ['acceptControl', {}], ['passControl', { switchboardIntegration: 'next' }], ['releaseControl', {}],
    ] as const) statuses.push((await app(`/conversations/${id}/${action}`, json)).status);
    expect(statuses).toEqual([201, 200, 200, 404, 200]);
    const events = (name: string) => {
      const sent = target.received.filter(({ path: at }) => at === `/${name}`).flatMap(({ body }) => (body as { events: { id: string; type: string; payload: object }[] }).events);
      return [...new Map(sent.map((event) => [event.id, event])).values()];
    };
    await target.until(() => events('desk').length >= 3 && events('bot').length >= 4, 60_000);
    expect(events('desk').map(({ type }) => type)).toEqual(['conversation:message', 'switchboard:offerControl', 'switchboard:acceptControl']);
    expect(events('bot').map(({ type }) => type)).toEqual(['switchboard:offerControl', 'switchboard:acceptControl', 'switchboard:passControl:failure', 'switchboard:releaseControl']);
    expect(events('bot')[0]?.payload).toMatchObject({
      metadata: { a: 1 }, conversation: { id, activeSwitchboardIntegration: { name: 'desk' }, pendingSwitchboardIntegration: { name: 'bot' } }, messageHistory: [{ content: { text: 'Hello' } }],
    });
  });

  it('neither worker had anything to complain of', () => {
    expect(workers.flatMap(({ lines }) => lines.filter(({ level }) => level === 'warn' || level === 'error'))).toEqual([]);
  });
});
