import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { InboundEvent } from '@parley/contracts';
import { purgeChoices } from '@parley/integrations';
import { findChoice } from '../src/choices/choices.js';
import { meant } from '../src/choices/meant.js';
import { begin, claim, headOf, type OutboxHead } from '../src/outbox/outbox-lanes.js';
import { START } from '../src/lanes/cursor.js';
import { OutboxBench, refuse, type Bot } from './outbox-bench.js';

/** What businesses say, from the queue to a Bot API on loopback. */
describe('the outbox of channels', () => {
  let bench: OutboxBench;
  let workers: { stop(): Promise<void> }[] = [];
  beforeAll(async () => void (bench = await OutboxBench.open()));
  afterAll(() => bench.close());
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    workers = [];
    bench.behaviour = () => false;
    bench.goesOn = () => true;
    bench.rates = {};
    for (const list of [bench.calls, bench.told, bench.parts, bench.outcomes, bench.warnings]) list.length = 0;
    await bench.database.query('delete from channel_outbox');
    await bench.database.query('delete from channel_outbox_lanes');
  });
  const work = (concurrency?: number) => void workers.push(bench.worker(concurrency));
  const rows = async () => Number((await bench.database.query<{ n: string }>('select (select count(*) from channel_outbox) + (select count(*) from channel_outbox_lanes) as n'))[0]?.n);
  const status = async ({ id }: Bot) => (await bench.database.query<{ status: string }>('select status from integrations where id = $1', [id]))[0]?.status;
  const texts = () => bench.calls.map(({ body }) => body.text);
  const empty = async () => {
    for (let left = await rows(); left > 0; left = await rows()) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  it('messages of one conversation go out once each, in their order, whoever works; nothing is left', async () => {
    const bot = await bench.bot();
    const conversation = await bench.conversation(bot);
    const said = Array.from({ length: 30 }, (_, n) => `m${n}`);
    const ids = await bench.say(bot, conversation, said);
    work();
    work();
    await bench.until(() => bench.told.length === 30);
    expect(texts()).toEqual(said);
    expect(bench.calls[0]).toMatchObject({ token: bot.token, method: 'sendMessage', body: { chat_id: '7' } });
    expect(bench.told).toEqual(ids.map((messageId, n) => ({ messageId, destined: { integrationId: bot.id, type: 'telegram' }, externalIds: [String(n + 1)] })));
    await empty();
  });

  it('a lane goes with its last message, in the transaction that takes it out, and not with one behind which another was put meanwhile', async () => {
    const bot = await bench.bot();
    const conversation = await bench.conversation(bot);
    bench.behaviour = async ({ body }) => (body.text === '1' && (await bench.say(bot, conversation, ['2'])), false);
    await bench.say(bot, conversation, ['1']);
    work();
    await bench.until(() => bench.outcomes.length === 2);
    expect([texts(), bench.outcomes, await rows()]).toEqual([['1', '2'], ['sent', 'sent'], 0]);
  });

  it('an integration that is flooded, or hangs, holds back no other', async () => {
    const [flooded, other] = [await bench.bot(), await bench.bot()];
    for (let n = 0; n < 12; n += 1) await bench.say(flooded, await bench.conversation(flooded), ['flood']);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    bench.behaviour = async ({ body }) => (body.text === 'flood' && (await held), false);
    work(8);
    await bench.until(() => bench.calls.length === 2);
    await bench.say(other, await bench.conversation(other), ['hello']);
    await bench.until(() => bench.told.length === 1);
    expect(bench.told[0]?.destined.integrationId).toBe(other.id);
    release();
    await bench.until(() => bench.told.length === 13);
  });

  it('what the vendor holds back (429) waits as long as it says, with all else of the integration', async () => {
    const bot = await bench.bot();
    const [one, two] = [await bench.conversation(bot), await bench.conversation(bot)];
    let first = 0;
    bench.behaviour = (_call, response) => first === 0 && ((first = Date.now()), refuse(response, 429, { retry_after: 1 }));
    await bench.say(bot, one, ['1']);
    work();
    await bench.until(() => bench.outcomes.length === 1);
    await bench.say(bot, two, ['2']);
    await bench.until(() => bench.told.length === 2);
    expect(Date.now() - first).toBeGreaterThanOrEqual(1000);
    expect(bench.calls).toHaveLength(3);
    expect(bench.outcomes.filter((outcome) => outcome === 'retried')).toHaveLength(1);
  });

  it('who may be written to only slowly holds back his own lane, which gives its place to others: nobody else waits, and nothing is lost', async () => {
    const bot = await bench.bot();
    bench.rates = { recipient: { perSecond: 1, burst: 2 } };
    const [slow, ...others] = await Promise.all(Array.from({ length: 5 }, () => bench.conversation(bot)));
    const ids = await bench.say(bot, slow ?? '', ['s1', 's2', `${'s3'.padEnd(4096, '.')}s4`], { recipient: 'slow' });
    for (const [n, other] of others.entries()) await bench.say(bot, other, [`o${n}`, `o${n}`], { recipient: `other-${n}` });
    // One place: who kept it while he waits would have the others wait.
    work(1);
    const waits = (seconds: number) => bench.database.query<{ attempts: number }>('select attempts from channel_outbox_lanes where leased_by is null and next_attempt_at > now() + make_interval(secs => $1::float8)', [seconds]);
    await bench.until(() => bench.told.length === 10);
    expect(texts().filter((text) => text.startsWith('s'))).toEqual(['s1', 's2']);
    bench.now += 1000;
    await bench.due();
    await bench.until(() => bench.calls.length === 11);
    // The third has two parts: the second of them waits as a message would, and it does not count as an attempt that failed.
    while ((await waits(0)).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect([(await waits(-1)).map(({ attempts }) => attempts), bench.told.length]).toEqual([[0], 10]);
    bench.now += 1000;
    await bench.due();
    await bench.until(() => bench.told.length === 11);
    expect(texts().filter((text) => text.startsWith('s')).map((text) => text.slice(0, 2))).toEqual(['s1', 's2', 's3', 's4']);
    expect(bench.told.filter(({ messageId }) => ids.includes(messageId))).toHaveLength(3);
    expect(bench.outcomes.every((outcome) => outcome === 'sent')).toBe(true);
  });

  it('an integration’s rate is kept over all of its conversations, and is no other’s', async () => {
    const [bot, other] = [await bench.bot(), await bench.bot()];
    bench.rates = { overall: { perSecond: 0.1, burst: 3 } };
    for (let n = 0; n < 8; n += 1) await bench.say(bot, await bench.conversation(bot), ['b'], { recipient: `${n}` });
    work();
    await bench.until(() => bench.told.length === 3);
    await bench.say(other, await bench.conversation(other), ['o']);
    await bench.until(() => bench.told.length === 4);
    const waiting = () => bench.database.query<{ n: number }>("select count(*)::int as n from channel_outbox_lanes where leased_by is null and next_attempt_at > now() + interval '5 seconds'");
    while ((await waiting())[0]?.n !== 5) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(texts()).toEqual(['b', 'b', 'b', 'o']);
    bench.now += 20_000;
    await bench.due();
    await bench.until(() => bench.told.length === 6);
    bench.now += 100_000;
    await bench.due();
    await bench.until(() => bench.told.length === 9);
  });

  it('what the vendor cannot take now (5xx) is tried again, and fails as temporary after eight attempts', async () => {
    const bot = await bench.bot();
    const fault = () => bench.database.query('select fault_class, fault_code, fault_at from integrations where id = $1', [bot.id]);
    let first: unknown;
    bench.behaviour = (_call, response) => refuse(response, 502);
    await bench.say(bot, await bench.conversation(bot), ['1']);
    work();
    for (let attempt = 1; attempt < 8; attempt += 1) {
      await bench.until(() => bench.outcomes.length === attempt);
      first ??= await fault();
      while ((await bench.database.query('select from channel_outbox_lanes where leased_by is null')).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      await bench.due();
    }
    await bench.until(() => bench.told.length === 1);
    expect(bench.told).toMatchObject([{ code: 'temporary', externalIds: [] }]);
    expect(bench.calls).toHaveLength(8);
    // Of eight that are the same within a minute one is written.
    expect(first).toMatchObject([{ fault_class: 'temporary', fault_code: '502' }]);
    expect(await fault()).toEqual(first);
  });

  it('a request whose outcome is unknown (the connection is reset after it was read) is not made again, and is told as such', async () => {
    const bot = await bench.bot();
    const conversation = await bench.conversation(bot);
    bench.behaviour = ({ body }, response) => body.text === 'lost' && (response.destroy(), true);
    await bench.say(bot, conversation, ['lost', 'behind it']);
    work();
    await bench.until(() => bench.told.length === 2);
    expect(bench.told).toMatchObject([{ code: 'unknown_outcome' }, { externalIds: ['2'] }]);
    expect(texts()).toEqual(['lost', 'behind it']);
  });

  it('neither is one that a worker had begun when it was killed; what was only leased is sent', async () => {
    const bot = await bench.bot();
    const [begun, leased] = [await bench.conversation(bot), await bench.conversation(bot)];
    await bench.say(bot, begun, ['begun']);
    await bench.say(bot, leased, ['leased']);
    const { lanes } = await claim(bench.pool.database.system(), START, { free: 10, ofOne: 10, held: new Map() });
    const lane = lanes.find(({ conversationId }) => conversationId === begun);
    if (!lane) throw new Error('no lane');
    await begin(bench.pool.database.app(bot.appId), lane, (await headOf(bench.pool.database.app(bot.appId), lane)) as OutboxHead);
    await bench.database.query('update channel_outbox_lanes set next_attempt_at = now()');
    work();
    await bench.until(() => bench.told.length === 2);
    expect(bench.told.map(({ code = 'sent' }) => code).toSorted()).toEqual(['sent', 'unknown_outcome']);
    expect(texts()).toEqual(['leased']);
  });

  it('the parts of a long message go in their order; what comes after a part that was refused does not, and the failure names what was taken', async () => {
    const bot = await bench.bot();
    let calls = 0;
    bench.behaviour = (_call, response) => (calls += 1) === 3 && refuse(response, 400);
    await bench.say(bot, await bench.conversation(bot), [`${'a'.repeat(4096)}${'b'.repeat(4096)}${'c'.repeat(4096)}${'d'.repeat(10)}`]);
    work();
    await bench.until(() => bench.told.length === 1);
    expect(texts().map((text) => text[0])).toEqual(['a', 'b', 'c']);
    expect(bench.told).toMatchObject([{ code: 'content_rejected', externalIds: ['1', '2'] }]);
  });

  it('a part that failed for the moment is made again alone: those before it are not', async () => {
    const bot = await bench.bot();
    let refused = false;
    bench.behaviour = ({ body }, response) => body.text.startsWith('b') && !refused && ((refused = true), refuse(response, 500));
    await bench.say(bot, await bench.conversation(bot), [`${'a'.repeat(4096)}${'b'.repeat(10)}`]);
    work();
    await bench.until(() => bench.told.length === 1);
    expect(texts().map((text) => text[0])).toEqual(['a', 'b', 'b']);
    expect(bench.told).toMatchObject([{ externalIds: ['1', '3'] }]);
  });

  it('what a part is called is kept in the transaction that writes down that it was taken, so that its receipts find it before the others go', async () => {
    const bot = await bench.bot();
    const seen: unknown[] = [];
    bench.behaviour = async () => {
      seen.push({ parts: bench.parts.map(({ externalIds }) => externalIds), row: (await bench.database.query('select parts_done, begun_at is not null as begun from channel_outbox'))[0] });
      return false;
    };
    const conversation = await bench.conversation(bot);
    const [messageId] = await bench.say(bot, conversation, [`${'a'.repeat(4096)}${'b'.repeat(4096)}c`]);
    work();
    await bench.until(() => bench.told.length === 1);
    expect(seen).toEqual([{ parts: [], row: { parts_done: 0, begun: true } }, { parts: [['1']], row: { parts_done: 1, begun: true } }, { parts: [['1'], ['2']], row: { parts_done: 2, begun: true } }]);
    expect(bench.parts.map((part) => part.messageId)).toEqual([messageId, messageId]);
    expect(bench.told).toMatchObject([{ externalIds: ['1', '2', '3'] }]);
    bench.goesOn = () => {
      throw new Error('Killed here');
    };
    await bench.say(bot, conversation, [`${'a'.repeat(4096)}b`]);
    await bench.until(() => bench.warnings.length === 1);
    expect(await bench.database.query('select parts_done, begun_at is not null as begun, sealed_external_ids from channel_outbox')).toEqual([{ parts_done: 0, begun: true, sealed_external_ids: null }]);
  });

  it('a message of which the channel has told that a part did not arrive goes no further, and nothing more is told of it', async () => {
    const bot = await bench.bot();
    const conversation = await bench.conversation(bot);
    bench.goesOn = () => bench.parts.length < 2;
    await bench.say(bot, conversation, [`${'a'.repeat(4096)}${'b'.repeat(4096)}c`, 'the next']);
    work();
    await bench.until(() => bench.told.length === 1);
    expect(texts().map((text) => text[0])).toEqual(['a', 'b', 't']);
    expect([bench.told.map(({ externalIds }) => externalIds), bench.outcomes]).toEqual([[['3']], ['dropped', 'sent']]);
    await empty();
  });

  it('who has blocked the business is told of as such (403), and one who is known to be blocked is not asked', async () => {
    const bot = await bench.bot();
    bench.behaviour = (_call, response) => refuse(response, 403);
    await bench.say(bot, await bench.conversation(bot), ['1']);
    await bench.say(bot, await bench.conversation(bot), ['2'], { blocked: true });
    work();
    await bench.until(() => bench.told.length === 2);
    expect(bench.told.map(({ code }) => code)).toEqual(['user_blocked', 'user_blocked']);
    expect(bench.calls).toHaveLength(1);
  });

  it('refused credentials set the integration’s status, on the record; its messages wait, and the first that is taken sets it back', async () => {
    const bot = await bench.bot();
    bench.behaviour = (_call, response) => refuse(response, 401);
    await bench.say(bot, await bench.conversation(bot), ['1']);
    work();
    await bench.until(() => bench.outcomes.includes('retried'));
    expect([await status(bot), bench.told]).toEqual(['error', []]);
    const [fault] = await bench.database.query('select fault_class, fault_code, fault_at > now() - interval \'1 minute\' as fresh from integrations where id = $1', [bot.id]);
    expect(fault).toEqual({ fault_class: 'auth', fault_code: '401', fresh: true });
    bench.behaviour = () => false;
    await bench.until(() => bench.told.length === 1);
    while ((await status(bot)) !== 'active') await new Promise((resolve) => setTimeout(resolve, 10));
    const acts = await bench.database.query<{ action: string; target: unknown }>("select action from audit_entries where app_id = $1 and action = 'integration:update'", [bot.appId]);
    expect(acts).toHaveLength(2);
  });

  it('what is gone is dropped: the message, and the integration', async () => {
    const [bot, deleted] = [await bench.bot(), await bench.bot()];
    const [gone = ''] = await bench.say(bot, await bench.conversation(bot), ['gone']);
    bench.messages.delete(gone);
    await bench.say(deleted, await bench.conversation(deleted), ['nowhere']);
    await bench.database.query('delete from integrations where id = $1', [deleted.id]);
    work();
    await empty();
    expect([bench.calls, bench.told, bench.outcomes]).toEqual([[], [], ['dropped', 'dropped']]);
  });

  it('a button’s payload that Telegram cannot carry is kept, sealed, for the person who got it; and so is what his words will mean', async () => {
    const bot = await bench.bot();
    const payload = `ORDER ${'é'.repeat(60)}`;
    const conversation = await bench.conversation(bot);
    await bench.say(bot, conversation, [
      { type: 'text', text: 'Well?', actions: [{ type: 'postback', text: 'Order', payload, metadata: { size: 3 } }] },
      { type: 'text', text: 'Really?', actions: [{ type: 'reply', text: 'Oh yes', payload: 'YES' }] },
    ], { userId: 'the channel’s own id of him' });
    work();
    await bench.until(() => bench.told.length === 2);
    const data = /"callback_data":"([^"]+)"/.exec(JSON.stringify(bench.calls[0]))?.[1] ?? '';
    const person = { externalId: '7' };
    const as = (event: object, { externalId } = person) => meant({ person: { externalId }, at: 1, externalId: 'e', ...event } as InboundEvent, (id, key) =>
      findChoice(bench.keyring, bench.pool.database.app(bot.appId), { appId: bot.appId, integrationId: bot.id, externalId: id }, key));
    expect(await as({ kind: 'postback', payload: data })).toMatchObject({ kind: 'postback', title: 'Order', payload, metadata: { size: 3 } });
    expect(await as({ kind: 'message', content: { type: 'text', text: ' oh  YES ' } })).toMatchObject({ kind: 'message', content: { type: 'text', text: 'Oh yes', payload: 'YES' } });
    expect(await as({ kind: 'postback', payload: data }, { externalId: '8' })).toMatchObject({ payload: data });
    expect(await as({ kind: 'postback', payload: 'another' })).toMatchObject({ payload: 'another' });
    expect(await as({ kind: 'postback', payload: data }, { externalId: 'the channel’s own id of him' })).toMatchObject({ payload });
    const [dump] = await bench.database.query<{ all: string }>("select string_agg(t::text, '') as all from channel_choices t");
    expect([dump?.all.includes('ORDER'), dump?.all.includes('YES'), dump?.all.includes(data)]).toEqual([false, false, false]);
    await bench.database.query("update channel_choices set until = now() - interval '1 second'");
    expect(await as({ kind: 'postback', payload: data })).toMatchObject({ payload: data });
    expect([await purgeChoices(bench.pool.database.system(), 1), await purgeChoices(bench.pool.database.system(), 10)]).toEqual([1, 3]);
  });
});
