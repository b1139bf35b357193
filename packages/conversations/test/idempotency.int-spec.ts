import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp } from '@parley/testing';
import { idempotently } from '@parley/persistence';
import { indexRequest, sealedAnswers } from '../src/sealed-answers.js';
import { all, Harness } from './harness.js';

describe('Idempotency-Key', () => {
  let harness: Harness;
  let conversationId: string;
  beforeAll(async () => {
    harness = await Harness.start({ processes: 2 });
    conversationId = await harness.personal(await harness.user());
  });
  afterAll(() => harness.close());
  const sealing = <Answer>() => sealedAnswers<Answer>(harness.first.keyring, harness.context(undefined, { key: 'any' }), () => [`conversation:${conversationId}`]);
  const message = (text: string) => ({ author: { type: 'business' as const }, content: { type: 'text' as const, text } });
  const post = (key: string, text: string, process = harness.first) =>
    process.messages.post(harness.context(undefined, { key, body: text }), { conversationId, message: message(text) });

  it('100 concurrent duplicates at two processes get one answer and have one effect', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, (_, nth) => post('hundred', 'once', harness.process(nth))));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const { items } = await harness.first.messages.list(harness.context(), { conversationId, page: all });
    expect(items.filter(({ content }) => content?.type === 'text' && content.text === 'once')).toHaveLength(1);
    expect((await harness.events('conversation:message')).filter(({ payload }) => JSON.stringify(payload).includes('"once"'))).toHaveLength(1);
  });

  it('another body under the same key is unprocessable_entity, at any process', async () => {
    await post('bodies', 'first');
    for (const process of harness.processes)
      await expect(post('bodies', 'second', process)).rejects.toMatchObject({ code: 'unprocessable_entity', title: expect.stringContaining('Idempotency-Key') });
  });

  it('a failed attempt can be retried to completion', async () => {
    const context = harness.context(undefined, { key: 'retry', body: 'b' });
    const create = () => harness.first.creation.create(context, { type: 'personal', participants: [{ userExternalId: 'comes later' }] });
    await expect(create()).rejects.toMatchObject({ code: 'user_not_found' });
    await harness.user({ externalId: 'comes later' });
    const conversation = await create();
    expect(await create()).toEqual(conversation);
  });

  it('when the first attempt fails, one of the waiting duplicates does the work', async () => {
    let attempts = 0;
    const answers = await Promise.allSettled(Array.from({ length: 20 }, (_, nth) => {
      const { db } = harness.process(nth);
      return idempotently(db.app(harness.appId), harness.context(undefined, { key: 'second wins' }), async () => {
        if (++attempts === 1) throw new Error('the first fails');
        return { attempt: attempts };
      }, sealing());
    }));
    expect(attempts).toBe(2);
    expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    for (const answer of answers) if (answer.status === 'fulfilled') expect(answer.value).toEqual({ attempt: 2 });
  });

  it('a duplicate of a user’s creation gets the same user', async () => {
    const create = () => harness.first.users.create(harness.context(undefined, { key: 'user' }), { externalId: 'idempotent' });
    expect(await create()).toEqual(await create());
  });

  it('after 24 hours a key is free again', async () => {
    const [first] = await post('old', 'same');
    await harness.test.query("update idempotent_answers set created_at = now() - interval '25 hours'");
    const [second] = await post('old', 'same');
    expect(second?.id).not.toBe(first?.id);
    expect(await post('old', 'same')).toEqual([second]);
  });

  it('a duplicate in the same process waits boundedly for the first: then it is a conflict', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const context = harness.context(undefined, { key: 'slow' });
    const begun = Promise.withResolvers<void>();
    const first = idempotently(harness.process(0).db.app(harness.appId), context, () => {
      begun.resolve();
      return promise;
    }, sealing());
    await begun.promise;
    const duplicate = (nth: number) => idempotently(harness.process(nth).db.app(harness.appId), context, () => Promise.resolve('again'), sealing(), 100);
    await expect(duplicate(0)).rejects.toMatchObject({ code: 'conflict' });
    resolve('once');
    expect(await first).toBe('once');
    expect(await duplicate(1)).toBe('once');
  });

  it('a key held by another process is a conflict after the patience', async () => {
    const context = harness.context(undefined, { key: 'elsewhere' });
    const { operation } = context.idempotency!;
    const { key, body } = await indexRequest(harness.first.keyring, harness.test, harness.appId, context.idempotency!);
    const { promise, resolve } = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const holder = harness.process(1).db.app(harness.appId).transaction(async (tx) => {
      await tx.query('insert into idempotent_answers (app_id, operation, key_index, body_index) values ($1, $2, $3, $4)', [harness.appId, operation, key, body]);
      begun.resolve();
      await promise;
      throw new Error('rolled back');
    });
    await begun.promise;
    const attempt = () => idempotently(harness.process(0).db.app(harness.appId), context, () => Promise.resolve('mine'), sealing(), 100);
    await expect(attempt()).rejects.toMatchObject({ code: 'conflict' });
    resolve();
    await expect(holder).rejects.toThrow('rolled back');
    expect(await attempt()).toBe('mine');
  });

  it('of key and body nothing is kept that a guess could be checked by, or that is equal where only one of the two is', async () => {
    const before = (await harness.test.query('select from idempotent_answers')).length;
    await post('one', 'said');
    await post('two', 'said');
    const other = (await createApp(harness.test, { settings: { multiConvoEnabled: true } })).id;
    await harness.first.users.create(harness.context(other, { key: 'one', body: 'said' }), {});
    const rows = await harness.test.query<{ key_index: Buffer; body_index: Buffer }>('select * from idempotent_answers order by created_at offset $1', [before]);
    const kept = rows.flatMap(({ key_index: key, body_index: body }) => [key, body]).map((bytes) => bytes.toString('hex'));
    expect(new Set(kept).size).toBe(6);
    for (const text of ['one', 'two', 'said', '']) expect(kept).not.toContain(createHash('sha256').update(text).digest('hex'));
  });

  it('the repeated answer has its fields in the order of the first', async () => {
    const first = JSON.stringify(await post('fields', 'x'));
    expect(JSON.stringify(await post('fields', 'x'))).toBe(first);
  });
});
