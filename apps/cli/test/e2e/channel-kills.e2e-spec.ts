import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BotApi, Dice, webhookTarget, withClient, type WebhookTarget } from '@parley/testing';
import { Answerer } from './support/answerer.js';
import { basic } from './support/authorization.js';
import { Conformance } from './support/conformance.js';
import { embeddedUrl } from './support/embedded-url.js';
import { eventually } from './support/eventually.js';
import { connect } from './support/official-client.js';
import { Person, write } from './support/person.js';
import { RestClient } from './support/rest-client.js';
import { RunningParley } from './support/running-parley.js';
import { eventsOf, firstArrivals, type WebhookEvent } from './support/webhook-events.js';

const PEOPLE = [1, 2, 3];
const CROWD = Array.from({ length: 50 }, (_, number) => `crowd-${number}`);
/** Of the one who writes fifty first messages at once. */
const NEW = 9;
const REST_MS = 20;
/** Updates, and answers, that are acknowledged between one kill and the next. */
const BETWEEN = 10;
/** How long Telegram takes for an answer: long enough for kills to fall in between. */
const ANSWER_MS = 40;
/** The leases of a worker that was killed end after 30 s. */
const SETTLED_SECONDS = 120;

describe('Telegram, with kill -9 of worker and API at random', () => {
  const seed = process.env.STORM_SEED ?? String(Date.now());
  const conformance = new Conformance();
  const kills: string[] = [];
  const over = new AbortController();
  /** Of each conversation, by its id. */
  const listed = new Map<string, { id: string; text: string }[]>();
  let parley: RunningParley;
  let telegram: BotApi;
  let target: WebhookTarget;
  let rest: RestClient;
  let people: Person[] = [];
  let answerers: Answerer[] = [];

  const events = (): WebhookEvent[] => firstArrivals(eventsOf(target.received));
  /** The conversations of texts that were written, as webhooks told of them. */
  const conversations = (): Map<string, string> =>
    new Map(events().filter(({ type }) => type === 'conversation:message').map(({ payload: { message, conversation } }) => [message?.content.text ?? '', conversation?.id ?? '']));
  /** What came of answers, by their ids. */
  const fates = (): Map<string, WebhookEvent> => new Map(events().filter(({ type }) => type.includes(':delivery:')).map((event) => [event.payload.message?.id ?? '', event]));
  const sent = (person: number): string[] => telegram.calls.filter(({ method, body }) => method === 'sendMessage' && body['chat_id'] === String(person)).map(({ body }) => String(body['text']));
  const answers = (conversationId: string) => (listed.get(conversationId) ?? []).filter(({ text }) => text.startsWith('answer-'));
  const heard = (conversationId: string, prefix: string): string[] => (listed.get(conversationId) ?? []).map(({ text }) => text).filter((text) => text.startsWith(prefix));

  const counts = (): number[] => [people.flatMap(({ taken }) => taken).length, answerers.flatMap(({ acknowledged }) => acknowledged).length];
  /** That so many more updates and answers were acknowledged. */
  async function more(count: number): Promise<void> {
    const goals = counts().map((reached) => reached + count);
    await eventually(`${count} more updates and answers`, () => counts().every((reached, at) => reached >= (goals[at] ?? 0)), 90);
  }

  async function kill(dice: Dice): Promise<void> {
    await eventually('answers go out', () => PEOPLE.every((id) => sent(id).length > 2), 60);
    for (const part of dice.shuffled(['worker', 'api', 'worker', 'api'] as const)) {
      await more(BETWEEN);
      await delay(dice.next(500));
      kills.push(`${new Date().toISOString()} kill -9 of ${part}`);
      await parley.kill(part);
      await eventually(part, () => parley.find(part), 60);
    }
    await parley.startUnlessRunning();
    await more(BETWEEN);
  }

  beforeAll(async () => {
    telegram = await BotApi.start('42:a-token', new Map(), ANSWER_MS);
    [parley, target] = await Promise.all([RunningParley.start({ PARLEY_CHANNEL_URLS: `telegram=${telegram.url}`, PARLEY_CHANNEL_RATES: 'telegram=10000/10000', PARLEY_WEBHOOK_RETRY_SECONDS: '1,2,4,8' }), webhookTarget()]);
    const key = parley.credentials().accountKey;
    rest = new RestClient(parley.baseUrl, basic(key), conformance);
    const business = connect({ baseUrl: parley.baseUrl, key, scope: 'account', mode: 'Basic', onExchange: conformance.exchange });
    const { app } = await business.apps.createApp({ displayName: 'Shop' });
    const triggers = ['conversation:create', 'conversation:message', 'conversation:message:delivery:channel', 'conversation:message:delivery:failure'];
    await business.integrations.createIntegration(app.id, { type: 'custom', displayName: 'Backend', webhooks: [{ target: target.url, triggers }] });
    await business.integrations.createIntegration(app.id, { type: 'telegram', displayName: 'Bot', token: '42:a-token' });
    people = PEOPLE.map((id) => new Person(telegram, id, over.signal));
    await Promise.all(people.map((person) => person.write()));
    const first = people.flatMap(({ taken }) => taken);
    const begun = await eventually('first messages', () => first.every((text) => conversations().has(text)) && conversations(), 60);
    answerers = first.map((text) => new Answerer(business, app.id, begun.get(text) ?? '', REST_MS));
    for (const person of people) person.start(REST_MS);

    const dice = new Dice(seed);
    await Promise.all([kill(dice), ...CROWD.map((text, number) => write(telegram, NEW, text, NEW * 100_000 + number, over.signal))]);
    await Promise.all([...people, ...answerers].map((each) => each.stop()));
    const written = [...CROWD, ...people.flatMap(({ taken }) => taken)];
    await eventually('all that was written has come to the business', () => {
      const told = conversations();
      return written.every((text) => told.has(text));
    }, SETTLED_SECONDS);
    const told = conversations();
    for (const id of new Set(written.map((text) => told.get(text) ?? ''))) listed.set(id, await rest.allTexts(`/v2/apps/${app.id}/conversations/${id}/messages`));
    await eventually('what came of each answer is told', () => {
      const came = fates();
      return answerers.every(({ conversationId }) => answers(conversationId).every(({ id }) => came.has(id)));
    }, SETTLED_SECONDS);
  }, 400_000);

  afterAll(async () => {
    over.abort();
    const unknown = [...fates().values()].filter(({ type }) => type.endsWith(':failure')).length;
    console.log([`STORM_SEED=${seed}`, ...kills, `${people.flatMap(({ taken }) => taken).length + CROWD.length} updates, ${fates().size} answers, ${unknown} of them with an outcome that nobody knows`].join('\n'));
    await Promise.all([...people, ...answerers].map((each) => each.stop()));
    await parley?.dispose();
    telegram?.close();
    await target?.close();
  }, 60_000);

  it('each update that was acknowledged is one message, in the order of its sender', () => {
    for (const [at, { id, taken }] of people.entries()) expect(heard(answerers[at]?.conversationId ?? '', `person-${id}-`)).toEqual(taken);
  });

  it('fifty first messages of somebody new, at once, make one user and one conversation, and are each in it once', async () => {
    const [crowd = ''] = [...listed.keys()].filter((id) => !answerers.some(({ conversationId }) => conversationId === id));
    expect(heard(crowd, 'crowd-').toSorted()).toEqual(CROWD.toSorted());
    const rows = await withClient(embeddedUrl(parley.dataDir), (client) => client.query('select (select count(*)::int from users) as users, (select count(*)::int from conversations) as conversations, (select count(*)::int from clients) as clients'));
    expect(rows.rows).toEqual([{ users: PEOPLE.length + 1, conversations: PEOPLE.length + 1, clients: PEOPLE.length + 1 }]);
    expect(events().filter(({ type }) => type === 'conversation:create')).toHaveLength(PEOPLE.length + 1);
  });

  it('each answer is at Telegram once, in order, but for those of which a webhook tells that nobody knows: they are there at most once', () => {
    const told = fates();
    for (const [at, { id: person }] of people.entries()) {
      const { conversationId = '', acknowledged = [] } = answerers[at] ?? {};
      const all = answers(conversationId);
      const [texts, there] = [all.map(({ text }) => text), sent(person)];
      for (const each of [texts, there]) expect(new Set(each).size).toBe(each.length);
      expect(texts).toEqual(expect.arrayContaining([...acknowledged]));
      expect(texts.filter((text) => there.includes(text))).toEqual(there);
      for (const { id } of all.filter(({ text }) => !there.includes(text)))
        expect(told.get(id)).toMatchObject({ type: 'conversation:message:delivery:failure', payload: { error: { code: 'unknown_outcome' } } });
    }
    const failed = [...told.values()].filter(({ type }) => type.endsWith(':failure'));
    expect(failed.filter(({ payload }) => payload.error?.code !== 'unknown_outcome')).toEqual([]);
  });

  it('every answer of the API and every event is as the OpenAPI documents describe it', () => {
    for (const { body } of target.received) conformance.envelope(body);
    expect([...conformance.faults]).toEqual([]);
  });
});
