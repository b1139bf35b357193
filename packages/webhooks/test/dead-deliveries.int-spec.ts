import { describe, expect, it } from '@jest/globals';
import { operatorOn } from '@parley/audit-log';
import type { AppId } from '@parley/kernel';
import { eventually, testKeyring } from '@parley/testing';
import { dropAttempts, dropDeliveries, listAttempts, listDead, replayDead, type Replayed } from '@parley/webhooks';
import { converse } from './support/conversation-events.js';
import { eventOf, events, numbers } from './support/delivery-bench.js';
import { answerWith, bench, deliverToATarget, target } from './support/delivery-setup.js';

deliverToATarget();

type Hook = Awaited<ReturnType<typeof bench.webhook>>;

const log = async ({ appId, id }: Hook) => (await listAttempts(bench.db.app(appId), bench.keyring, { appId, id }, {}, { size: 100 })).items;
const replay = ({ appId, id }: Hook, which: Replayed = {}) => replayDead(bench.db, bench.keyring, { appId, id }, which, operatorOn());
const deadOf = async ({ appId, id }: Hook) => (await listDead(bench.db.app(appId), { appId, id }, { size: 100 })).items;
const count = async (table: string) => (await bench.database.query<{ count: number }>(`select count(*)::int as count from ${table}`))[0]?.count;
const eventIds = () => target.received.map((request) => eventOf(request).id);

describe('the log', () => {
  it('has every attempt with status, duration and the first kilobyte of the answer, which rests sealed and goes with the conversation', async () => {
    const words = `Übel ${'x'.repeat(2000)}`;
    answerWith((_request, index) => [{ status: 503, body: words }, { hangUp: true }, { status: 200, body: 'taken' }][index] ?? 200);
    const hook = await bench.webhook(target.url);
    const { id } = await converse(hook.appId, 1);
    bench.worker();
    await bench.attempts(3);
    const attempts = await log(hook);
    const [eventId] = eventIds();
    const each = { id: expect.any(String), eventId, eventType: 'conversation:message', attemptedAt: expect.any(String), durationMs: expect.any(Number) };
    expect(attempts).toEqual([
      { ...each, number: 1, result: 'retried', status: 503, error: 'http_503', answer: Buffer.from(words).subarray(0, 1024).toString() },
      { ...each, number: 2, result: 'retried', status: undefined, error: 'broken_answer', answer: undefined },
      { ...each, number: 3, result: 'delivered', status: 200, error: undefined, answer: 'taken' },
    ]);
    const [row] = await bench.database.query<{ all: string; subject: string }>('select a::text as all, subject from webhook_attempts a order by id limit 1');
    expect(row?.subject).toBe(`conversation:${id}`);
    for (const text of ['xxx', Buffer.from('xxx').toString('hex')]) expect(row?.all).not.toContain(text);
    const whose = { appId: hook.appId, subjects: [`conversation:${id}`] };
    const drop = (limit: number) => bench.db.app(hook.appId).transaction((tx) => dropAttempts(tx, whose, limit));
    expect([await drop(1), await drop(10)]).toEqual([1, 1]);
    expect((await log(hook)).map(({ number }) => number)).toEqual([2]);
  });

  it('has an attempt that another worker made too, and one that was given up', async () => {
    answerWith((_request, index) => ({ delayMs: index === 0 ? 6000 : 0 }));
    const hook = await bench.webhook(target.url);
    await bench.post(hook.appId, 'c1', events('c1', 1));
    const worker = bench.worker({ timeoutMs: 20_000 });
    await target.until((all) => all.length === 1);
    await worker.stop(0);
    bench.db.loseAnswerOf('lanes-delivered');
    bench.worker();
    await bench.attempts(2);
    await eventually('both are in the log', async () => (await log(hook)).length === 2);
    // The second was written down before its answer got lost.
    expect((await log(hook)).map(({ result, number }) => [result, number])).toEqual([['aborted', 1], ['delivered', 1]]);
  });
});

describe('a replay', () => {
  /** Conversations whose events have all died. */
  const died = async (hook: Hook, conversations: number, each: number): Promise<string[]> => {
    answerWith(() => 400);
    const ids: string[] = [];
    for (let n = 0; n < conversations; n += 1) ids.push((await converse(hook.appId, each)).id);
    const worker = bench.worker();
    await bench.attempts(conversations * each);
    await worker.stop(1000);
    answerWith(() => 200);
    return ids;
  };

  it('of all sends the same events, in their order in each conversation, behind what waits, and is on the record', async () => {
    const hook = await bench.webhook(target.url);
    const conversations = await died(hook, 2, 4);
    const before = eventIds();
    expect((await deadOf(hook)).map(({ error }) => error)).toEqual(Array.from({ length: 8 }, () => 'http_400'));
    // Waits in the first conversation before the replay.
    const [first = ''] = conversations;
    await bench.post(hook.appId, first, [{ n: 9, conversation: first }]);
    const waiting = bench.worker({ concurrency: 0 });
    await eventually('it has been handed on', async () => (await count('outbox_events')) === 0);
    await waiting.stop(0);
    expect(await replay(hook)).toEqual({ replayed: 8, dropped: 0, unreadable: 0, remaining: false });
    expect(await deadOf(hook)).toEqual([]);
    bench.worker();
    const received = (await target.until((all) => all.length === 17)).slice(8);
    expect(conversations.map((id) => numbers(received, id))).toEqual([[9, 0, 1, 2, 3], [0, 1, 2, 3]]);
    expect(received.map((request) => eventOf(request).id).filter((id) => before.includes(id)).toSorted()).toEqual(before.toSorted());
    expect(await bench.database.query('select action, target_id, details from audit_entries')).toEqual([
      { action: 'webhook:replay', target_id: hook.id, details: { replayed: 8, dropped: 0 } },
    ]);
    expect(await replay(hook)).toEqual({ replayed: 0, dropped: 0, unreadable: 0, remaining: false });
  });

  it('of one event, or of a time, sends no other; nor another webhook’s', async () => {
    const [hook, other] = [await bench.webhook(target.url), await bench.webhook(target.url)];
    await died(hook, 1, 4);
    const ids = (await deadOf(hook)).map(({ id }) => id);
    await bench.database.query(`update dead_deliveries set created_at = '2026-01-01T00:00:00Z'::timestamptz + (payload->>'n')::int * interval '1 hour'`);
    expect(await replay(other)).toMatchObject({ replayed: 0 });
    expect(await replay(hook, { eventId: ids[3] ?? '' })).toMatchObject({ replayed: 1 });
    expect(await replay(hook, { from: new Date('2026-01-01T01:00:00Z'), to: new Date('2026-01-01T02:00:00Z') })).toMatchObject({ replayed: 1 });
    expect((await deadOf(hook)).map(({ id }) => id)).toEqual([ids[0], ids[2]]);
    bench.worker();
    await target.until((all) => all.length === 6);
    expect(eventIds().slice(4)).toEqual([ids[3], ids[1]]);
  });

  it('drops what quotes a message that was deleted, a conversation that is hidden, or what nobody has a key of any more, and says so', async () => {
    const hook = await bench.webhook(target.url);
    const [whole = '', deleted = '', hidden = '', erased = ''] = await died(hook, 4, 2);
    await bench.database.query('delete from messages where conversation_id = $1 and id = (select max(id) from messages where conversation_id = $1)', [deleted]);
    await bench.database.query(`update conversations set hidden_by = 'an erasure' where id = $1`, [hidden]);
    await bench.database.query('delete from data_keys where subject = $1', [`conversation:${erased}`]);
    // The worker's keyring remembers the key still, as another process may.
    const result = await replayDead(bench.db, testKeyring(), hook, {}, operatorOn());
    expect(result).toEqual({ replayed: 3, dropped: 5, unreadable: 0, remaining: false });
    expect(await count('dead_deliveries')).toBe(0);
    bench.worker();
    const received = (await target.until((all) => all.length === 11)).slice(8);
    expect([numbers(received, whole), numbers(received, deleted)]).toEqual([[0, 1], [0]]);
  });

  it('leaves dead what does not open although nobody deleted it', async () => {
    const hook = await bench.webhook(target.url);
    await died(hook, 1, 1);
    await bench.database.query(`update dead_deliveries set cells[2] = set_byte(cells[2], 60, get_byte(cells[2], 60) # 1)`);
    expect(await replay(hook)).toEqual({ replayed: 0, dropped: 0, unreadable: 1, remaining: false });
    expect(await deadOf(hook)).toHaveLength(1);
  });

  it('finds nothing of what was erased while it was dead', async () => {
    const hook = await bench.webhook(target.url);
    const [gone = ''] = await died(hook, 2, 2);
    const drop = (appId: AppId, limit: number) => bench.db.app(appId).transaction((tx) => dropDeliveries(tx, { appId, subjects: [`conversation:${gone}`] }, limit));
    expect([await drop(hook.appId, 1), await drop(hook.appId, 10)]).toEqual([1, 1]);
    expect(await replay(hook)).toMatchObject({ replayed: 2, dropped: 0 });
  });
});
