import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { webhookTarget, type WebhookTarget } from '@parley/testing';
import { basic } from './support/authorization.js';
import { Conformance } from './support/conformance.js';
import { eventually } from './support/eventually.js';
import { Poster, type Attempt } from './support/poster.js';
import { RestClient } from './support/rest-client.js';
import { RunningParley } from './support/running-parley.js';
import { eventsOf, firstArrivals, type WebhookEvent } from './support/webhook-events.js';

const CONVERSATIONS = 4;
/** Acknowledged posts between one kill and the next. */
const BETWEEN = 150;

describe('Under load, with kill -9 of each process in turn', () => {
  let parley: RunningParley;
  let target: WebhookTarget;
  let rest: RestClient;
  const conformance = new Conformance();
  const posters: Poster[] = [];
  const listed = new Map<string, { id: string; text: string }[]>();
  const attempts = (): Attempt[] => posters.flatMap(({ log }) => log);
  const acknowledged = (): Attempt[] => attempts().filter(({ outcome }) => outcome === 'ok');
  const messageEvents = (): WebhookEvent[] => eventsOf(target.received).filter(({ type }) => type === 'conversation:message');

  /** What the run was made of, so that a run in which little happened is seen. */
  const tally = (): string => {
    const count = (outcome: Attempt['outcome']) => attempts().filter((attempt) => attempt.outcome === outcome).length;
    const repeated = attempts().filter(({ tries }) => tries > 1).length;
    const deliveries = messageEvents();
    return [
      `${attempts().length} posts: ${count('ok')} acknowledged, ${count('failed')} refused, ${count('unknown')} without an answer, ${repeated} repeated by their key`,
      `${[...listed.values()].flat().length} messages listed; ${deliveries.length} deliveries, ${deliveries.length - firstArrivals(deliveries).length} of them repeated`,
    ].join('\n');
  };

  const moreAcknowledged = async (after: string) => {
    const goal = acknowledged().length + BETWEEN;
    await eventually(`${BETWEEN} posts acknowledged ${after}`, () => acknowledged().length >= goal, 40);
  };

  beforeAll(async () => {
    target = await webhookTarget();
    parley = await RunningParley.start({ PARLEY_WEBHOOK_RETRY_SECONDS: '1,2,4,8' });
    const authorization = basic(parley.credentials().accountKey);
    rest = new RestClient(parley.baseUrl, authorization, conformance);
    const { app } = await rest.post<{ app: { id: string } }>('/v2/apps', { displayName: 'Faults' });
    const path = `/v2/apps/${app.id}`;
    await rest.post(`${path}/integrations`, { type: 'custom', webhooks: [{ target: target.url, triggers: ['conversation:message'] }] });
    for (let number = 0; number < CONVERSATIONS; number += 1) {
      const { user } = await rest.post<{ user: { id: string } }>(`${path}/users`, { externalId: `user-${number}` });
      const created = { type: 'personal', participants: [{ userId: user.id }] };
      const { conversation } = await rest.post<{ conversation: { id: string } }>(`${path}/conversations`, created);
      const url = `${parley.baseUrl}${path}/conversations/${conversation.id}/messages`;
      for (const keyed of [true, false])
        posters.push(new Poster({ url, authorization, conversationId: conversation.id, keyed, name: `${keyed ? 'keyed' : 'plain'}-${number}`, heard: conformance.exchange }));
    }

    await moreAcknowledged('at first');
    await parley.kill('worker');
    await moreAcknowledged('without a worker');
    await parley.kill('api');
    await moreAcknowledged('after the API was killed');
    await parley.kill('postgres');
    await parley.startUnlessRunning();
    await moreAcknowledged('after PostgreSQL was killed');
    await parley.killSupervisor();
    await parley.start();
    await moreAcknowledged('after the supervisor was killed');
    await Promise.all(posters.map((poster) => poster.stop()));
    for (const { conversationId } of attempts())
      if (!listed.has(conversationId)) listed.set(conversationId, await rest.allTexts(`${path}/conversations/${conversationId}/messages`));
    const expected = [...listed.values()].flat().length;
    await eventually(`${expected} messages at the webhook`, () => new Set(messageEvents().map(({ payload }) => payload.message?.id)).size >= expected, 40);
    console.log(tally());
  }, 400_000);

  afterAll(async () => {
    await Promise.all(posters.map((poster) => poster.stop()));
    await parley?.dispose();
    await target?.close();
  }, 60_000);

  it('every acknowledged message is listed, once, under the id that was answered', () => {
    const ids = new Map([...listed.values()].flat().map(({ id, text }) => [id, text]));
    expect(acknowledged().filter(({ messageId = '', text }) => ids.get(messageId) !== text)).toEqual([]);
    expect(ids.size).toBe([...listed.values()].flat().length);
  });

  it('a refused post left nothing behind, and one without an answer at most one message', () => {
    const counts = countBy([...listed.values()].flat().map(({ text }) => text));
    const wrong = attempts().filter(({ outcome, text }) => (counts.get(text) ?? 0) > (outcome === 'failed' ? 0 : 1));
    expect(wrong).toEqual([]);
    expect(attempts().filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  });

  it('a post with an Idempotency-Key, repeated until it was answered, had exactly one effect', () => {
    const counts = countBy([...listed.values()].flat().map(({ text }) => text));
    const keyed = attempts().filter((attempt) => attempt.keyed);
    expect(keyed.filter(({ outcome, text }) => outcome !== 'ok' || counts.get(text) !== 1)).toEqual([]);
    expect(keyed.some(({ tries }) => tries > 1)).toBe(true);
  });

  it('every listed message was delivered, and a repeated delivery carries the same event id', () => {
    const events = Map.groupBy(messageEvents(), ({ payload }) => payload.message?.id ?? '');
    const messages = [...listed.values()].flat();
    expect(messages.filter(({ id }) => !events.has(id))).toEqual([]);
    expect([...events.values()].filter((same) => new Set(same.map(({ id }) => id)).size !== 1)).toEqual([]);
    expect(events.size).toBe(messages.length);
  });

  it('within a conversation, first deliveries, the list and each poster have the same order', () => {
    const arrivals = Map.groupBy(firstArrivals(messageEvents()), ({ payload }) => payload.conversation?.id ?? '');
    for (const [conversationId, messages] of listed) {
      const ids = messages.map(({ id }) => id);
      expect(arrivals.get(conversationId)?.map(({ payload }) => payload.message?.id)).toEqual(ids);
      expect(ids).toEqual(ids.toSorted());
    }
    for (const { log } of posters) {
      const ids = log.filter(({ outcome }) => outcome === 'ok').map(({ messageId }) => messageId ?? '');
      expect(ids).toEqual(ids.toSorted());
    }
  });

  it('every answer, refusals meanwhile too, and every event is as the OpenAPI documents describe it', () => {
    for (const { body } of target.received) conformance.envelope(body);
    expect(conformance.seen).toBeGreaterThan(acknowledged().length + target.received.length);
    expect([...conformance.faults]).toEqual([]);
  });
});

const countBy = (texts: readonly string[]): Map<string, number> => new Map([...Map.groupBy(texts, (text) => text)].map(([text, all]) => [text, all.length]));
